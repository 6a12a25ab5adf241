package android.graphics.drawable;

import android.graphics.Rect;

/** Something drawable. Nothing draws in the app's own process: it keeps what it is told. */
public abstract class Drawable {
    /** Whose drawable it is. */
    public interface Callback {
        void invalidateDrawable(Drawable who);

        void scheduleDrawable(Drawable who, Runnable what, long when);

        void unscheduleDrawable(Drawable who, Runnable what);
    }

    /** What copies of a drawable share. */
    public abstract static class ConstantState {
        public abstract Drawable newDrawable();

        public abstract int getChangingConfigurations();
    }

    private Rect bounds = new Rect();
    private Callback callback;
    private int[] state = new int[0];
    private int level;
    private boolean visible = true;

    public void setBounds(int left, int top, int right, int bottom) {
        bounds = new Rect(left, top, right, bottom);
    }

    public void setBounds(Rect to) {
        bounds = new Rect(to);
    }

    public final Rect getBounds() {
        return bounds;
    }

    public final void copyBounds(Rect into) {
        into.set(bounds);
    }

    public final Rect copyBounds() {
        return new Rect(bounds);
    }

    public final void setCallback(Callback to) {
        callback = to;
    }

    public Callback getCallback() {
        return callback;
    }

    public boolean setState(int[] to) {
        state = to;
        return false;
    }

    public int[] getState() {
        return state;
    }

    public boolean isStateful() {
        return false;
    }

    public Drawable getCurrent() {
        return this;
    }

    public Drawable mutate() {
        return this;
    }

    public final boolean setLevel(int to) {
        level = to;
        return false;
    }

    public final int getLevel() {
        return level;
    }

    public boolean setVisible(boolean to, boolean restart) {
        boolean changed = visible != to;
        visible = to;
        return changed;
    }

    public final boolean isVisible() {
        return visible;
    }

    public int getIntrinsicWidth() {
        return -1;
    }

    public int getIntrinsicHeight() {
        return -1;
    }

    public int getMinimumWidth() {
        return Math.max(getIntrinsicWidth(), 0);
    }

    public int getMinimumHeight() {
        return Math.max(getIntrinsicHeight(), 0);
    }

    public int getAlpha() {
        return 255;
    }

    public boolean getPadding(Rect into) {
        into.set(0, 0, 0, 0);
        return false;
    }

    public ConstantState getConstantState() {
        return null;
    }

    public void invalidateSelf() {}

    public void jumpToCurrentState() {}

    public void setAlpha(int alpha) {}

    public void setTint(int color) {}

    public void setTintList(android.content.res.ColorStateList colors) {}

    public void setDither(boolean dither) {}

    public void setFilterBitmap(boolean filter) {}

    public void setAutoMirrored(boolean mirrored) {}
}
