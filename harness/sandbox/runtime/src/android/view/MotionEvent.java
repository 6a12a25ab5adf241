package android.view;

/** A touch; the sandbox clicks views and does not send touches. */
public final class MotionEvent extends InputEvent {
    public static final int ACTION_DOWN = 0;
    public static final int ACTION_UP = 1;
    public static final int ACTION_MOVE = 2;
    public static final int ACTION_CANCEL = 3;

    private MotionEvent() {}

    public int getAction() {
        return ACTION_CANCEL;
    }

    public float getX() {
        return 0;
    }

    public float getY() {
        return 0;
    }
}
