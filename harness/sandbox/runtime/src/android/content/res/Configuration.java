package android.content.res;

import android.os.LocaleList;
import android.os.Parcelable;
import java.util.Locale;

/** The device's configuration: upright, 411 x 822 dp at 420 dpi, light. */
public final class Configuration implements Parcelable {
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
    public int smallestScreenWidthDp = 411;
    public int densityDpi = 420;
    public int screenLayout = 0x62;
    public int uiMode = 0x11;
    public int touchscreen = 3;
    public int keyboard = 1;
    public int keyboardHidden = 1;
    public int hardKeyboardHidden = 2;
    public int navigation = 1;

    public Configuration() {}

    public Configuration(Configuration from) {
        setTo(from);
    }

    public void setTo(Configuration from) {
        locale = from.locale;
        orientation = from.orientation;
        mcc = from.mcc;
        mnc = from.mnc;
        fontScale = from.fontScale;
        screenWidthDp = from.screenWidthDp;
        screenHeightDp = from.screenHeightDp;
        smallestScreenWidthDp = from.smallestScreenWidthDp;
        densityDpi = from.densityDpi;
        screenLayout = from.screenLayout;
        uiMode = from.uiMode;
    }

    public void setToDefaults() {
        setTo(new Configuration());
    }

    public LocaleList getLocales() {
        return new LocaleList(locale);
    }

    public void setLocales(LocaleList to) {
        locale = to == null || to.isEmpty() ? locale : to.get(0);
    }

    public void setLocale(Locale to) {
        locale = to;
    }

    public int getLayoutDirection() {
        return 0;
    }

    public boolean isLayoutSizeAtLeast(int size) {
        return (screenLayout & 15) >= (size & 15);
    }

    public boolean isScreenRound() {
        return false;
    }
}
