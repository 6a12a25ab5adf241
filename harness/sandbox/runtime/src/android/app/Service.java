package android.app;

import android.content.ComponentName;
import android.content.Context;
import android.content.ContextWrapper;
import android.content.Intent;
import android.os.IBinder;
import harness.runtime.Sys;

/** Work of the app without a screen, in the process that its manifest names. */
public abstract class Service extends ContextWrapper {
    public static final int START_STICKY_COMPATIBILITY = 0;
    public static final int START_STICKY = 1;
    public static final int START_NOT_STICKY = 2;
    public static final int START_REDELIVER_INTENT = 3;
    public static final int STOP_FOREGROUND_REMOVE = 1;

    private Application application;
    private int lastStart;

    public Service() {
        super(null);
    }

    final void attach(Context base, Application owner) {
        attachBaseContext(base);
        application = owner;
    }

    final void start(Intent intent, int id) {
        lastStart = id;
        onStartCommand(intent, 0, id);
    }

    public final Application getApplication() {
        return application;
    }

    public void onCreate() {}

    public void onStart(Intent intent, int startId) {}

    public int onStartCommand(Intent intent, int flags, int startId) {
        onStart(intent, startId);
        return START_STICKY;
    }

    public abstract IBinder onBind(Intent intent);

    public boolean onUnbind(Intent intent) {
        return false;
    }

    public void onDestroy() {}

    public void onLowMemory() {}

    public void onTaskRemoved(Intent rootIntent) {}

    /** There is no status bar to show the notification in. */
    public final void startForeground(int id, Notification notification) {}

    public final void stopForeground(boolean removeNotification) {}

    public final void stopForeground(int flags) {}

    public final void stopSelf() {
        stopSelfResult(-1);
    }

    public final void stopSelf(int startId) {
        stopSelfResult(startId);
    }

    public final boolean stopSelfResult(int startId) {
        if (startId >= 0 && startId != lastStart) {
            return false;
        }
        Sys.call("service.stop", "component", new ComponentName(getPackageName(), getClass().getName()).flattenToString());
        return true;
    }
}
