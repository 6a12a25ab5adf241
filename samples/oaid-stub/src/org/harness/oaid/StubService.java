package org.harness.oaid;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

/** A vendor's identifier service. Its subclasses have the vendors' names, by which apps bind to them. */
public abstract class StubService extends Service {
    private final Contract contract;

    protected StubService(Contract contract) {
        this.contract = contract;
    }

    @Override
    public IBinder onBind(Intent intent) {
        return new StubBinder(contract, this);
    }
}
