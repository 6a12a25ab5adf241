package android.animation;

import android.os.Handler;
import android.os.Looper;
import java.util.ArrayList;

/** A change over time. Nothing is drawn: it ends in the next turn of the looper. */
public abstract class Animator implements Cloneable {
    /** Hears begin and end. */
    public interface AnimatorListener {
        void onAnimationStart(Animator animation);

        void onAnimationEnd(Animator animation);

        void onAnimationCancel(Animator animation);

        void onAnimationRepeat(Animator animation);
    }

    /** Hears pauses. */
    public interface AnimatorPauseListener {
        void onAnimationPause(Animator animation);

        void onAnimationResume(Animator animation);
    }

    private ArrayList<AnimatorListener> listeners = new ArrayList<>();
    private boolean running;

    public void addListener(AnimatorListener listener) {
        listeners.add(listener);
    }

    public void removeListener(AnimatorListener listener) {
        listeners.remove(listener);
    }

    public void removeAllListeners() {
        listeners.clear();
    }

    public ArrayList<AnimatorListener> getListeners() {
        return listeners;
    }

    public boolean isRunning() {
        return running;
    }

    public boolean isStarted() {
        return running;
    }

    public void start() {
        if (running) {
            return;
        }
        running = true;
        new ArrayList<>(listeners).forEach(listener -> listener.onAnimationStart(this));
        new Handler(Looper.getMainLooper()).post(this::end);
    }

    public void end() {
        if (running) {
            running = false;
            new ArrayList<>(listeners).forEach(listener -> listener.onAnimationEnd(this));
        }
    }

    public void cancel() {
        if (running) {
            new ArrayList<>(listeners).forEach(listener -> listener.onAnimationCancel(this));
            end();
        }
    }

    public void pause() {}

    public void resume() {}

    public abstract Animator setDuration(long millis);

    public abstract long getDuration();

    public abstract void setStartDelay(long millis);

    public abstract long getStartDelay();

    public abstract void setInterpolator(TimeInterpolator interpolator);

    public void setTarget(Object target) {}

    public Animator clone() {
        try {
            Animator copy = (Animator) super.clone();
            copy.listeners = new ArrayList<>(listeners);
            copy.running = false;
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
