package android.content.pm;

import android.os.Bundle;
import android.os.Parcelable;

/** An installed application. */
public class ApplicationInfo extends PackageItemInfo implements Parcelable {
    public static final int FLAG_SYSTEM = 1;
    public static final int FLAG_DEBUGGABLE = 2;
    public static final int FLAG_UPDATED_SYSTEM_APP = 128;

    public String processName;
    public String className;
    public int flags;
    public int uid;
    public int targetSdkVersion;
    public int minSdkVersion;
    public boolean enabled = true;
    public String sourceDir;
    public String publicSourceDir;
    public String dataDir;
    public String nativeLibraryDir;

    public ApplicationInfo() {
        metaData = new Bundle();
    }
}
