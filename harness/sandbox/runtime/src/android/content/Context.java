package android.content;

import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.content.res.AssetManager;
import android.content.res.ColorStateList;
import android.content.res.Configuration;
import android.content.res.Resources;
import android.content.res.TypedArray;
import android.graphics.drawable.Drawable;
import android.os.Bundle;
import android.os.Looper;
import android.util.AttributeSet;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;

/** The app's door to the system. */
public abstract class Context {
    public static final int MODE_PRIVATE = 0;
    public static final int MODE_APPEND = 0x8000;
    public static final int MODE_MULTI_PROCESS = 4;
    public static final int BIND_AUTO_CREATE = 1;
    public static final String ACTIVITY_SERVICE = "activity";
    public static final String ACCOUNT_SERVICE = "account";
    public static final String BLUETOOTH_SERVICE = "bluetooth";
    public static final String CLIPBOARD_SERVICE = "clipboard";
    public static final String CONNECTIVITY_SERVICE = "connectivity";
    public static final String LAYOUT_INFLATER_SERVICE = "layout_inflater";
    public static final String LOCATION_SERVICE = "location";
    public static final String TELEPHONY_SERVICE = "phone";
    public static final String TELEPHONY_SUBSCRIPTION_SERVICE = "telephony_subscription_service";
    public static final String WIFI_SERVICE = "wifi";
    public static final String WINDOW_SERVICE = "window";

    public abstract Context getApplicationContext();

    public abstract String getPackageName();

    public abstract PackageManager getPackageManager();

    public abstract ContentResolver getContentResolver();

    public abstract Object getSystemService(String name);

    public abstract SharedPreferences getSharedPreferences(String name, int mode);

    public abstract ApplicationInfo getApplicationInfo();

    public abstract Resources getResources();

    public abstract AssetManager getAssets();

    public abstract ClassLoader getClassLoader();

    public abstract Looper getMainLooper();

    public abstract File getFilesDir();

    public abstract File getCacheDir();

    public abstract File getDir(String name, int mode);

    public abstract File getDatabasePath(String name);

    public abstract File getExternalFilesDir(String type);

    public abstract File getExternalCacheDir();

    public abstract FileInputStream openFileInput(String name) throws FileNotFoundException;

    public abstract FileOutputStream openFileOutput(String name, int mode) throws FileNotFoundException;

    public abstract boolean deleteFile(String name);

    public abstract String[] fileList();

    public abstract String getPackageCodePath();

    public abstract int checkPermission(String permission, int pid, int uid);

    public abstract int checkCallingOrSelfPermission(String permission);

    public abstract int checkSelfPermission(String permission);

    public abstract void startActivity(Intent intent);

    public abstract void startActivity(Intent intent, Bundle options);

    public abstract void startActivities(Intent[] intents);

    public abstract void startActivities(Intent[] intents, Bundle options);

    public abstract ComponentName startService(Intent intent);

    public abstract ComponentName startForegroundService(Intent intent);

    public abstract boolean stopService(Intent intent);

    public abstract boolean bindService(Intent intent, ServiceConnection connection, int flags);

    public abstract void unbindService(ServiceConnection connection);

    public abstract void sendBroadcast(Intent intent);

    public abstract Intent registerReceiver(BroadcastReceiver receiver, IntentFilter filter);

    public abstract void unregisterReceiver(BroadcastReceiver receiver);

    public File getDataDir() {
        return new File(harness.runtime.App.dataDir());
    }

    public File getNoBackupFilesDir() {
        return privateDirectory("no_backup");
    }

    public File getCodeCacheDir() {
        return privateDirectory("code_cache");
    }

    private static File privateDirectory(String name) {
        File directory = new File(harness.runtime.App.dataDir(), name);
        directory.mkdirs();
        return directory;
    }

    public File getObbDir() {
        return getExternalFilesDir("obb");
    }

    public File getFileStreamPath(String name) {
        return new File(privateDirectory("files"), name);
    }

    public File[] getExternalFilesDirs(String type) {
        return new File[] {getExternalFilesDir(type)};
    }

    public File[] getExternalCacheDirs() {
        return new File[] {getExternalCacheDir()};
    }

    public String getPackageResourcePath() {
        return getPackageCodePath();
    }

    public boolean deleteDatabase(String name) {
        return getDatabasePath(name).delete();
    }

    public Context createConfigurationContext(Configuration configuration) {
        return this;
    }

    public Context createDeviceProtectedStorageContext() {
        return this;
    }

    public boolean isDeviceProtectedStorage() {
        return false;
    }

    public void registerComponentCallbacks(ComponentCallbacks callbacks) {}

    public void unregisterComponentCallbacks(ComponentCallbacks callbacks) {}

    public final String getString(int id) {
        return getResources().getString(id);
    }

    public final String getString(int id, Object... args) {
        return getResources().getString(id, args);
    }

    public final CharSequence getText(int id) {
        return getResources().getText(id);
    }

    public final int getColor(int id) {
        return getResources().getColor(id);
    }

    public final Drawable getDrawable(int id) {
        return getResources().getDrawable(id);
    }

    public final ColorStateList getColorStateList(int id) {
        return getResources().getColorStateList(id);
    }

    public abstract Resources.Theme getTheme();

    public abstract void setTheme(int theme);

    public final TypedArray obtainStyledAttributes(int[] wanted) {
        return getTheme().obtainStyledAttributes(wanted);
    }

    public final TypedArray obtainStyledAttributes(int style, int[] wanted) {
        return getTheme().obtainStyledAttributes(style, wanted);
    }

    public final TypedArray obtainStyledAttributes(AttributeSet set, int[] wanted) {
        return getTheme().obtainStyledAttributes(set, wanted, 0, 0);
    }

    public final TypedArray obtainStyledAttributes(AttributeSet set, int[] wanted, int attribute, int style) {
        return getTheme().obtainStyledAttributes(set, wanted, attribute, style);
    }

    public final <T> T getSystemService(Class<T> type) {
        return android.app.SystemServices.byClass(this, type);
    }
}
