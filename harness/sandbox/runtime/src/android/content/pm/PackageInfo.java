package android.content.pm;

import android.os.Parcelable;

/** An installed package. */
public class PackageInfo implements Parcelable {
    public String packageName;
    public String versionName;
    public int versionCode;
    public long firstInstallTime;
    public long lastUpdateTime;
    public ApplicationInfo applicationInfo;
    public ActivityInfo[] activities;
    public String[] requestedPermissions;
    public Signature[] signatures;

    public long getLongVersionCode() {
        return versionCode;
    }
}
