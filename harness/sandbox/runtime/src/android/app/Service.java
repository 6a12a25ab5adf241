package android.app;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.Intent;
import android.os.IBinder;

/** A component without a screen. It lives in the app's main thread until it is stopped. */
public abstract class Service extends ContextWrapper {
    public static final int START_STICKY = 1;
    public static final int START_NOT_STICKY = 2;
    public static final int START_REDELIVER_INTENT = 3;
    public static final int STOP_FOREGROUND_REMOVE = 1;

    public Service() {
        super(null);
    }

    final void attach(Context base) {
        attachBaseContext(base);
    }

    public final Application getApplication() {
        return ActivityThread.currentApplication();
    }

    public void onCreate() {}

    public void onDestroy() {}

    public abstract IBinder onBind(Intent intent);

    public boolean onUnbind(Intent intent) {
        return false;
    }

    public void onTaskRemoved(Intent rootIntent) {}

    public int onStartCommand(Intent intent, int flags, int id) {
        return START_STICKY;
    }

    public final void stopSelf() {
        stopService(new Intent(this, getClass()));
    }

    public final void stopSelf(int id) {
        stopService(new Intent(this, getClass()));
    }

    /** There is no status bar to show the notification in. */
    public final void startForeground(int id, Notification notification) {}

    public final void stopForeground(boolean removeNotification) {}

    public final void stopForeground(int flags) {}
}
