package org.harness.choir;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.util.Log;
import java.io.IOException;

/** Starts everything else. */
public class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        ChoirApp.sing(this, 5);
        startService(own("PushService"));
        startService(own("FarService"));
        startService(own("RenderService"));
        new Handler(Looper.getMainLooper()).postDelayed(() -> sendBroadcast(own("LateReceiver")), 1500);
        command();
    }

    private Intent own(String name) {
        return new Intent().setComponent(new ComponentName("org.harness.choir", "org.harness.choir." + name));
    }

    private static void command() {
        try {
            Log.i("ChoirCommand", "ended with " + Runtime.getRuntime().exec(new String[] {"uname", "-n"}).waitFor());
        } catch (IOException | InterruptedException e) {
            Log.i("ChoirCommand", e.toString());
        }
    }
}
