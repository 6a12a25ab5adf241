package android.content.res;

import java.util.Locale;

/** The device's configuration. */
public final class Configuration {
    public static final int ORIENTATION_PORTRAIT = 1;
    public static final int ORIENTATION_LANDSCAPE = 2;

    /** The default locale, without Locale.getDefault(): that is an access point, and this is not the app's call. */
    public Locale locale = new Locale(System.getProperty("user.language", "zh"), System.getProperty("user.country", ""));
    public int orientation = ORIENTATION_PORTRAIT;
    public int mcc = 460;
    public int mnc = 0;
    public float fontScale = 1;
    public int screenWidthDp = 411;
    public int screenHeightDp = 822;
}
