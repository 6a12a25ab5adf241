package android.view;

/** A key of the device. */
public class KeyEvent extends InputEvent {
    public static final int ACTION_DOWN = 0;
    public static final int ACTION_UP = 1;
    public static final int KEYCODE_UNKNOWN = 0;
    public static final int KEYCODE_HOME = 3;
    public static final int KEYCODE_BACK = 4;
    public static final int KEYCODE_VOLUME_UP = 24;
    public static final int KEYCODE_VOLUME_DOWN = 25;
    public static final int KEYCODE_ENTER = 66;
    public static final int KEYCODE_DEL = 67;
    public static final int KEYCODE_MENU = 82;

    /** Hears keys. */
    public interface Callback {
        boolean onKeyDown(int keyCode, KeyEvent event);

        boolean onKeyUp(int keyCode, KeyEvent event);
    }

    private final int action;
    private final int code;

    public KeyEvent(int action, int code) {
        this.action = action;
        this.code = code;
    }

    public static int keyCodeFromString(String name) {
        try {
            return KeyEvent.class.getField(name.startsWith("KEYCODE_") ? name : "KEYCODE_" + name).getInt(null);
        } catch (ReflectiveOperationException e) {
            return KEYCODE_UNKNOWN;
        }
    }

    public final int getAction() {
        return action;
    }

    public final int getKeyCode() {
        return code;
    }

    public final int getRepeatCount() {
        return 0;
    }
}
