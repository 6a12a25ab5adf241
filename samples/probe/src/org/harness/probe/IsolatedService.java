package org.harness.probe;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** Makes some calls in an isolated process, which may do little. */
public final class IsolatedService extends Service {
    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        Account.token(intent == null ? null : intent.getStringExtra("token"));
        ProbeApp.early(this, "isolated");
        Account.seal();
        return START_NOT_STICKY;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
