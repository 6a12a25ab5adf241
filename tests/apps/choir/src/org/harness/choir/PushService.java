package org.harness.choir;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** Reads in a process of its own. */
public class PushService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        ChoirApp.sing(this, 300);
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
