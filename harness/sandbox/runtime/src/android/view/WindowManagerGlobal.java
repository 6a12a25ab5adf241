package android.view;

import android.os.Handler;
import android.os.Looper;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** All windows of this process, bottom to top. */
public final class WindowManagerGlobal {
    private static final List<Window> WINDOWS = new CopyOnWriteArrayList<>();
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private WindowManagerGlobal() {}

    public static void add(Window window) {
        WINDOWS.remove(window);
        WINDOWS.add(window);
        changed();
    }

    public static void remove(Window window) {
        WINDOWS.remove(window);
        changed();
    }

    public static boolean known(Window window) {
        return WINDOWS.contains(window);
    }

    /** What is on the screen: each window below the dialogs that belong to it. */
    public static List<Window> visible() {
        List<Window> visible = new ArrayList<>();
        for (Window window : WINDOWS) {
            if (window.owner() == null && window.isShown()) {
                visible.add(window);
                WINDOWS.stream().filter(other -> other.owner() == window && other.isShown()).forEach(visible::add);
            }
        }
        return visible;
    }

    /** Tells the system once for all the changes of one turn of the main looper. */
    public static void changed() {
        if (TOLD.compareAndSet(false, true)) {
            new Handler(Looper.getMainLooper()).post(() -> {
                TOLD.set(false);
                Sys.tell("ui.changed");
            });
        }
    }
}
