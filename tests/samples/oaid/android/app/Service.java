package android.app;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.Intent;
import android.content.SharedPreferences;
import android.os.IBinder;

/** The platform's class, as far as the stubs use it. */
public abstract class Service extends ContextWrapper {
    private Context base;

    public Service() {
        super(null);
    }

    public final void attach(Context given) {
        base = given;
    }

    @Override
    public SharedPreferences getSharedPreferences(String name, int mode) {
        return base.getSharedPreferences(name, mode);
    }

    public abstract IBinder onBind(Intent intent);
}
