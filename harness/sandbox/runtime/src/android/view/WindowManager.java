package android.view;

/** Windows without an activity, and the screen. */
public interface WindowManager extends ViewManager {
    Display getDefaultDisplay();

    WindowMetrics getCurrentWindowMetrics();

    void removeViewImmediate(View view);

    /** How a window lies on the screen. */
    class LayoutParams extends ViewGroup.LayoutParams {
        public static final int FLAG_FULLSCREEN = 0x400;
        public static final int FLAG_KEEP_SCREEN_ON = 0x80;
        public static final int FLAG_NOT_FOCUSABLE = 8;
        public static final int FLAG_SECURE = 0x2000;
        public static final int TYPE_APPLICATION = 2;
        public static final int TYPE_APPLICATION_OVERLAY = 2038;
        public static final float BRIGHTNESS_OVERRIDE_NONE = -1;
        public static final float BRIGHTNESS_OVERRIDE_FULL = 1;

        public int type = TYPE_APPLICATION;
        public int flags;
        public int gravity;
        public int x;
        public int y;
        public float alpha = 1;
        public float dimAmount = 1;
        public float screenBrightness = BRIGHTNESS_OVERRIDE_NONE;

        public LayoutParams() {
            super(MATCH_PARENT, MATCH_PARENT);
        }

        public LayoutParams(int width, int height) {
            super(width, height);
        }
    }
}
