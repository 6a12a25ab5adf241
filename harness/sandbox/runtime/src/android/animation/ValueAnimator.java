package android.animation;

import java.util.ArrayList;
import java.util.List;

/** A number from one value to another: who hears of it is told the last one. */
public class ValueAnimator extends Animator {
    public static final int RESTART = 1;
    public static final int REVERSE = 2;
    public static final int INFINITE = -1;

    /** Hears each value. */
    public interface AnimatorUpdateListener {
        void onAnimationUpdate(ValueAnimator animation);
    }

    private List<AnimatorUpdateListener> updates = new ArrayList<>();
    private Object[] values = new Object[0];
    private long duration = 300;
    private long delay;
    private int repeat;

    public ValueAnimator() {}

    public static ValueAnimator ofFloat(float... values) {
        ValueAnimator made = new ValueAnimator();
        made.setFloatValues(values);
        return made;
    }

    public static ValueAnimator ofInt(int... values) {
        ValueAnimator made = new ValueAnimator();
        made.setIntValues(values);
        return made;
    }

    public static ValueAnimator ofArgb(int... values) {
        return ofInt(values);
    }

    public static ValueAnimator ofObject(TypeEvaluator evaluator, Object... values) {
        ValueAnimator made = new ValueAnimator();
        made.values = values;
        return made;
    }

    public void setFloatValues(float... to) {
        values = new Object[to.length];
        for (int i = 0; i < to.length; i++) {
            values[i] = to[i];
        }
    }

    public void setIntValues(int... to) {
        values = new Object[to.length];
        for (int i = 0; i < to.length; i++) {
            values[i] = to[i];
        }
    }

    public void setObjectValues(Object... to) {
        values = to;
    }

    public Object getAnimatedValue() {
        return values.length == 0 ? Float.valueOf(1) : values[values.length - 1];
    }

    public float getAnimatedFraction() {
        return 1;
    }

    public void addUpdateListener(AnimatorUpdateListener listener) {
        updates.add(listener);
    }

    public void removeUpdateListener(AnimatorUpdateListener listener) {
        updates.remove(listener);
    }

    public void removeAllUpdateListeners() {
        updates.clear();
    }

    @Override
    public void end() {
        if (isRunning()) {
            new ArrayList<>(updates).forEach(listener -> listener.onAnimationUpdate(this));
        }
        super.end();
    }

    @Override
    public ValueAnimator setDuration(long millis) {
        duration = millis;
        return this;
    }

    @Override
    public long getDuration() {
        return duration;
    }

    @Override
    public void setStartDelay(long millis) {
        delay = millis;
    }

    @Override
    public long getStartDelay() {
        return delay;
    }

    public void setRepeatCount(int count) {
        repeat = count;
    }

    public int getRepeatCount() {
        return repeat;
    }

    @Override
    public void setInterpolator(TimeInterpolator interpolator) {}

    @Override
    public ValueAnimator clone() {
        ValueAnimator copy = (ValueAnimator) super.clone();
        copy.updates = new ArrayList<>(updates);
        return copy;
    }
}
