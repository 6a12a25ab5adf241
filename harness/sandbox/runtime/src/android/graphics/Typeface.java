package android.graphics;

import android.content.res.AssetManager;
import java.io.File;

/** A font; the system draws with its own. */
public class Typeface {
    public static final int NORMAL = 0;
    public static final int BOLD = 1;
    public static final int ITALIC = 2;
    public static final Typeface DEFAULT = new Typeface();
    public static final Typeface DEFAULT_BOLD = new Typeface();
    public static final Typeface MONOSPACE = new Typeface();

    public static final Typeface SANS_SERIF = new Typeface();
    public static final Typeface SERIF = new Typeface();

    private Typeface() {}

    public static Typeface create(String family, int style) {
        return new Typeface();
    }

    public static Typeface create(Typeface family, int style) {
        return new Typeface();
    }

    public static Typeface defaultFromStyle(int style) {
        return DEFAULT;
    }

    public static Typeface createFromAsset(AssetManager assets, String path) {
        return new Typeface();
    }

    public static Typeface createFromFile(File path) {
        return new Typeface();
    }

    public static Typeface createFromFile(String path) {
        return new Typeface();
    }

    public int getStyle() {
        return NORMAL;
    }

    public final boolean isBold() {
        return false;
    }

    public final boolean isItalic() {
        return false;
    }
}
