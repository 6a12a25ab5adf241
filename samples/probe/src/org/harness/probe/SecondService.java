package org.harness.probe;

import android.app.Service;
import android.content.Intent;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;

/** Makes, in a process of its own, every call that needs no screen. */
public final class SecondService extends Service {
    private final Handler handler = new Handler(Looper.getMainLooper());
    private int next;

    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        Account.token(intent == null ? null : intent.getStringExtra("token"));
        handler.post(this::step);
        return START_NOT_STICKY;
    }

    private void step() {
        while (next < Calls.ALL.length && Caller.needsScreen(Calls.ALL[next])) {
            next++;
        }
        if (next < Calls.ALL.length) {
            Caller.call(Calls.ALL[next++], this, "service");
            handler.post(this::step);
        } else {
            Account.seal();
            Mark.make(this, "second");
            stopSelf();
        }
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
