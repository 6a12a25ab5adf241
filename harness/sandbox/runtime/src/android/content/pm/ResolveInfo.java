package android.content.pm;

import android.os.Parcelable;

/** An answer to an intent. */
public class ResolveInfo implements Parcelable {
    public ActivityInfo activityInfo;

    public CharSequence loadLabel(PackageManager manager) {
        return activityInfo.loadLabel(manager);
    }
}
