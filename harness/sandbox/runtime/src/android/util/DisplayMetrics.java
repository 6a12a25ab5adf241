package android.util;

/** The screen of the sandbox device: 1080 x 2160 at 420 dpi. */
public class DisplayMetrics {
    public static final int DENSITY_DEFAULT = 160;

    public int widthPixels = 1080;
    public int heightPixels = 2160;
    public float density = 2.625f;
    public int densityDpi = 420;
    public float scaledDensity = 2.625f;
    public float xdpi = 420;
    public float ydpi = 420;
}
