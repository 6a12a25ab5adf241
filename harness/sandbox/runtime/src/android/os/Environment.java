package android.os;

import harness.runtime.App;
import harness.runtime.Sys;
import java.io.File;

/** Directories of the device; external storage is a directory inside the app's own. */
public class Environment {
    public static final String MEDIA_MOUNTED = "mounted";

    public static File getExternalStorageDirectory() {
        return new File(App.dataDir(), "sdcard");
    }

    public static String getExternalStorageState() {
        return MEDIA_MOUNTED;
    }

    public static File getDataDirectory() {
        return new File("/data");
    }

    public static boolean isExternalStorageManager() {
        return Sys.granted("android.permission.MANAGE_EXTERNAL_STORAGE");
    }
}
