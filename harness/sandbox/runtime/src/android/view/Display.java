package android.view;

import android.util.DisplayMetrics;

/** The screen. */
public final class Display {
    private final DisplayMetrics metrics = new DisplayMetrics();

    public int getWidth() {
        return metrics.widthPixels;
    }

    public int getHeight() {
        return metrics.heightPixels;
    }

    public void getMetrics(DisplayMetrics out) {
        out.widthPixels = metrics.widthPixels;
        out.heightPixels = metrics.heightPixels;
    }

    public int getRotation() {
        return 0;
    }

    public void getRealMetrics(DisplayMetrics out) {
        out.widthPixels = metrics.widthPixels;
        out.heightPixels = metrics.heightPixels;
    }
}
