package harness.runtime;

import android.app.ActivityThread;
import android.os.Build;
import android.os.Handler;
import android.os.Looper;
import java.io.IOException;
import java.util.Map;

/** An app process: attach to the system, then Application, activities and events on the main looper. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        preload();
        Looper.prepareMainLooper();
        Handler main = new Handler(Looper.getMainLooper());
        Sys.connect(new Channel(System.getProperty("harness.socket"), event -> take(main, event)));
        // A held process waits in this call: the JVM is up, Frida attaches, no line of the app has run.
        App.set(Sys.map(Sys.call("process.attach", "pid", ProcessHandle.current().pid())));
        Clock.set(Map.of("offset_ms", App.number("clock_offset_ms")));
        Thread.currentThread().setContextClassLoader(App.classLoader());
        Crash.install();
        try {
            Network.configure();
            Build.load(App.apiLevel(), App.build());
            ActivityThread.start(App.text("application", null));
            Looper.loop();
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        // The main looper never ends by itself, and an app's own exception handler may have returned.
        Runtime.getRuntime().halt(1);
    }

    /** Initialise what every process has from Zygote (frameworks/base/config/preloaded-classes), and hooks look into. */
    private static void preload() {
        try {
            Class.forName("android.util.ArrayMap");
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    private static void take(Handler main, Map<String, Object> event) {
        if ("clock".equals(event.get("event"))) {
            Clock.set(event);
        } else if ("network".equals(event.get("event"))) {
            Network.open();
            Sys.reply(event.get("id"), true);
        } else {
            main.post(() -> handle(event));
        }
    }

    private static void handle(Map<String, Object> event) {
        Object result = ActivityThread.event(String.valueOf(event.get("event")), event);
        if (event.get("id") != null) {
            Sys.reply(event.get("id"), result);
        }
    }
}
