package org.harness.probe;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** Makes some calls in an isolated process, which may do little. */
public final class IsolatedService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        ProbeApp.early(this, "isolated");
        Account.close();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
