package android.content.pm;

import android.os.Parcelable;

/** An activity of a package. */
public class ActivityInfo extends PackageItemInfo implements Parcelable {
    public ApplicationInfo applicationInfo;
    public boolean exported = true;
    public int theme;
}
