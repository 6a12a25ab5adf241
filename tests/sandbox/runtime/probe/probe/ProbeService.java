package probe;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import android.util.Log;

/** Says what happens to it. */
public final class ProbeService extends Service {
    private final StringBuilder lived = new StringBuilder();

    @Override
    public void onCreate() {
        lived.append("created");
    }

    @Override
    public int onStartCommand(Intent intent, int flags, int id) {
        lived.append(' ').append(intent.getStringExtra("what")).append(id);
        return START_STICKY;
    }

    @Override
    public void onDestroy() {
        Log.i("Probe", "serviceLife=" + lived + " destroyed " + getPackageName());
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
