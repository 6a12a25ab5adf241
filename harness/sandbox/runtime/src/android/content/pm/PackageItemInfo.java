package android.content.pm;

import android.os.Bundle;

/** What all parts of a package have. */
public class PackageItemInfo {
    public String name;
    public String packageName;
    public int labelRes;
    public CharSequence nonLocalizedLabel;
    public int icon;
    public Bundle metaData;

    public CharSequence loadLabel(PackageManager manager) {
        return nonLocalizedLabel != null ? nonLocalizedLabel : packageName;
    }
}
