package android.app;

import android.content.BroadcastReceiver;
import android.content.ComponentName;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.ServiceConnection;
import android.content.SharedPreferences;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.content.res.AssetManager;
import android.content.res.Resources;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import harness.runtime.App;
import harness.runtime.Sys;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The context that really does it. */
class ContextImpl extends Context {
    private static final Map<String, SharedPreferencesImpl> PREFERENCES = new ConcurrentHashMap<>();
    private static final Map<BroadcastReceiver, IntentFilter> RECEIVERS = new ConcurrentHashMap<>();
    private static final Resources RESOURCES = new Resources();
    private static final AssetManager ASSETS = new AssetManager();

    private Resources.Theme theme;
    private final ContentResolver resolver = new ApplicationContentResolver(this);
    private final PackageManager packages = new ApplicationPackageManager();

    /** The resolver's class on Android. */
    private static final class ApplicationContentResolver extends ContentResolver {
        ApplicationContentResolver(Context context) {
            super(context);
        }
    }

    @Override
    public Context getApplicationContext() {
        return ActivityThread.currentApplication();
    }

    @Override
    public String getPackageName() {
        return App.packageName();
    }

    @Override
    public PackageManager getPackageManager() {
        return packages;
    }

    @Override
    public ContentResolver getContentResolver() {
        return resolver;
    }

    @Override
    public Object getSystemService(String name) {
        return SystemServices.byName(this, name);
    }

    @Override
    public SharedPreferences getSharedPreferences(String name, int mode) {
        return PREFERENCES.computeIfAbsent(name,
                key -> new SharedPreferencesImpl(new File(directory("shared_prefs"), key.replace('/', '_') + ".xml")));
    }

    @Override
    public ApplicationInfo getApplicationInfo() {
        return ApplicationPackageManager.ownApplication();
    }

    @Override
    public Resources getResources() {
        return RESOURCES;
    }

    @Override
    public synchronized Resources.Theme getTheme() {
        if (theme == null) {
            theme = RESOURCES.newTheme();
            theme.applyStyle(Declared.theme(null), true);
        }
        return theme;
    }

    @Override
    public synchronized void setTheme(int style) {
        getTheme().applyStyle(style, true);
    }

    @Override
    public AssetManager getAssets() {
        return ASSETS;
    }

    @Override
    public ClassLoader getClassLoader() {
        return App.classLoader();
    }

    @Override
    public Looper getMainLooper() {
        return Looper.getMainLooper();
    }

    private static File directory(String name) {
        File directory = new File(App.dataDir(), name);
        directory.mkdirs();
        return directory;
    }

    @Override
    public File getFilesDir() {
        return directory("files");
    }

    @Override
    public File getCacheDir() {
        return directory("cache");
    }

    @Override
    public File getDir(String name, int mode) {
        return directory("app_" + name);
    }

    @Override
    public File getDatabasePath(String name) {
        return new File(directory("databases"), name);
    }

    @Override
    public File getExternalFilesDir(String type) {
        return directory("sdcard/Android/data/" + App.packageName() + "/files" + (type == null ? "" : "/" + type));
    }

    @Override
    public File getExternalCacheDir() {
        return directory("sdcard/Android/data/" + App.packageName() + "/cache");
    }

    @Override
    public FileInputStream openFileInput(String name) throws FileNotFoundException {
        return new FileInputStream(new File(getFilesDir(), name));
    }

    @Override
    public FileOutputStream openFileOutput(String name, int mode) throws FileNotFoundException {
        return new FileOutputStream(new File(getFilesDir(), name), (mode & MODE_APPEND) != 0);
    }

    @Override
    public boolean deleteFile(String name) {
        return new File(getFilesDir(), name).delete();
    }

    @Override
    public String[] fileList() {
        return getFilesDir().list();
    }

    @Override
    public String getPackageCodePath() {
        return getApplicationInfo().sourceDir;
    }

    @Override
    public int checkPermission(String permission, int pid, int uid) {
        return checkSelfPermission(permission);
    }

    @Override
    public int checkCallingOrSelfPermission(String permission) {
        return checkSelfPermission(permission);
    }

    @Override
    public int checkSelfPermission(String permission) {
        return Sys.granted(permission) ? PackageManager.PERMISSION_GRANTED : PackageManager.PERMISSION_DENIED;
    }

    @Override
    public void startActivity(Intent intent) {
        startActivity(intent, null);
    }

    @Override
    public void startActivity(Intent intent, Bundle options) {
        send("activity.start", intent);
    }

    @Override
    public void startActivities(Intent[] intents) {
        startActivities(intents, null);
    }

    @Override
    public void startActivities(Intent[] intents, Bundle options) {
        startAll(intents);
    }

    static void startAll(Intent[] intents) {
        for (Intent intent : intents) {
            send("activity.start", intent);
        }
    }

    @Override
    public ComponentName startService(Intent intent) {
        return service(intent);
    }

    @Override
    public ComponentName startForegroundService(Intent intent) {
        return service(intent);
    }

    /** Null when there is no such service; other apps' are never there. */
    private static ComponentName service(Intent intent) {
        return Boolean.TRUE.equals(send("service.start", intent)) ? intent.getComponent() : null;
    }

    @Override
    public boolean stopService(Intent intent) {
        return Boolean.TRUE.equals(send("service.stop", intent));
    }

    /** Binders do not cross processes in the sandbox, so there is no service to bind. */
    @Override
    public boolean bindService(Intent intent, ServiceConnection connection, int flags) {
        return false;
    }

    @Override
    public void unbindService(ServiceConnection connection) {
        throw new IllegalArgumentException("Service not registered: " + connection);
    }

    private static Object send(String call, Intent intent) {
        Bundle extras = intent.getExtras();
        return Sys.call(call, "component", intent.getComponent() == null ? null : intent.getComponent().flattenToString(),
                "action", intent.getAction(), "data", intent.getDataString(),
                "extras", extras == null ? Map.of() : extras.toMap());
    }

    /** The app's own receivers hear the broadcast; the system is told of it as well. */
    @Override
    public void sendBroadcast(Intent intent) {
        send("broadcast.send", intent);
        Handler main = new Handler(Looper.getMainLooper());
        RECEIVERS.forEach((receiver, filter) -> {
            if (intent.getAction() != null && filter.hasAction(intent.getAction())) {
                main.post(() -> receiver.onReceive(ActivityThread.currentApplication(), intent));
            }
        });
    }

    @Override
    public Intent registerReceiver(BroadcastReceiver receiver, IntentFilter filter) {
        if (receiver != null) {
            RECEIVERS.put(receiver, filter);
        }
        return null;
    }

    @Override
    public void unregisterReceiver(BroadcastReceiver receiver) {
        if (RECEIVERS.remove(receiver) == null) {
            throw new IllegalArgumentException("Receiver not registered: " + receiver);
        }
    }
}
