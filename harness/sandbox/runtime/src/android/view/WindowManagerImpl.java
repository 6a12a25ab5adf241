package android.view;

import android.graphics.Rect;
import android.util.DisplayMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Windows that an app adds by itself: the system sees them as popups. */
public final class WindowManagerImpl implements WindowManager {
    private final Map<View, Window> windows = new ConcurrentHashMap<>();

    @Override
    public Display getDefaultDisplay() {
        return new Display();
    }

    @Override
    public WindowMetrics getCurrentWindowMetrics() {
        DisplayMetrics screen = new DisplayMetrics();
        return new WindowMetrics(new Rect(0, 0, screen.widthPixels, screen.heightPixels));
    }

    @Override
    public void addView(View view, ViewGroup.LayoutParams params) {
        Window window = new com.android.internal.policy.PhoneWindow(view.getContext(), "popup");
        window.setContentView(view);
        windows.put(view, window);
        WindowManagerGlobal.add(window);
    }

    @Override
    public void updateViewLayout(View view, ViewGroup.LayoutParams params) {
        view.setLayoutParams(params);
    }

    @Override
    public void removeView(View view) {
        Window window = windows.remove(view);
        if (window == null) {
            throw new IllegalArgumentException("View not attached to window manager");
        }
        WindowManagerGlobal.remove(window);
    }

    @Override
    public void removeViewImmediate(View view) {
        removeView(view);
    }
}
