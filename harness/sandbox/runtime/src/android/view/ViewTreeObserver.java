package android.view;

import android.os.Handler;
import android.os.Looper;

/** Hears of a view tree's layouts. The system lays out: whoever asks is told once, as of a first layout. */
public final class ViewTreeObserver {
    /** Hears of layouts. */
    public interface OnGlobalLayoutListener {
        void onGlobalLayout();
    }

    /** Hears before a drawing. */
    public interface OnPreDrawListener {
        boolean onPreDraw();
    }

    ViewTreeObserver() {}

    public boolean isAlive() {
        return true;
    }

    public void addOnGlobalLayoutListener(OnGlobalLayoutListener listener) {
        new Handler(Looper.getMainLooper()).post(listener::onGlobalLayout);
    }

    public void addOnPreDrawListener(OnPreDrawListener listener) {
        new Handler(Looper.getMainLooper()).post(listener::onPreDraw);
    }

    public void removeOnGlobalLayoutListener(OnGlobalLayoutListener listener) {}

    public void removeGlobalOnLayoutListener(OnGlobalLayoutListener listener) {}

    public void removeOnPreDrawListener(OnPreDrawListener listener) {}
}
