package android.view.animation;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;

/** A movement. Nothing is drawn: it ends as soon as it has begun. */
public abstract class Animation implements Cloneable {
    public static final int INFINITE = -1;

    /** Hears begin and end. */
    public interface AnimationListener {
        void onAnimationStart(Animation animation);

        void onAnimationEnd(Animation animation);

        void onAnimationRepeat(Animation animation);
    }

    private AnimationListener listener;
    private long duration;
    private boolean ended;

    public Animation() {}

    public Animation(Context context, AttributeSet attributes) {}

    public void setAnimationListener(AnimationListener to) {
        listener = to;
    }

    public void setDuration(long millis) {
        duration = millis;
    }

    public long getDuration() {
        return duration;
    }

    public boolean hasStarted() {
        return ended;
    }

    public boolean hasEnded() {
        return ended;
    }

    public void cancel() {
        ended = true;
    }

    public void start() {
        endAtOnce();
    }

    public void startNow() {
        endAtOnce();
    }

    /** As a view does that it is set on. */
    public final void endAtOnce() {
        new Handler(Looper.getMainLooper()).post(() -> {
            ended = true;
            if (listener != null) {
                listener.onAnimationStart(this);
                listener.onAnimationEnd(this);
            }
        });
    }
}
