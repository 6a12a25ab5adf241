package org.harness.account;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** Hands the system the authenticator of this app's account type. */
public final class AuthenticatorService extends Service {
    @Override
    public IBinder onBind(Intent intent) {
        return new Authenticator(this).getIBinder();
    }
}
