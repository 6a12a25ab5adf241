package android.content.pm;

import android.os.Parcelable;

/** An activity of a package. */
public class ActivityInfo extends ComponentInfo implements Parcelable {
    public int theme;

    public ActivityInfo() {
        exported = true;
    }
}
