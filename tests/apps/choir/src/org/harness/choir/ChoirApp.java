package org.harness.choir;

import android.app.Application;
import android.content.Context;
import android.provider.Settings;
import android.telephony.TelephonyManager;
import android.util.Log;

/** Reads in every process from its very first line on, and says in the log how often. */
public class ChoirApp extends Application {
    static {
        Log.i("ChoirFirst", "a class of the app runs");
    }

    @Override
    public void onCreate() {
        super.onCreate();
        Settings.Secure.getString(getContentResolver(), Settings.Secure.ANDROID_ID);
        Log.i("ChoirCount", "android_id 1");
    }

    static void sing(Context context, int times) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        for (int i = 0; i < times; i++) {
            phone.getDeviceId();
        }
        Log.i("ChoirCount", "imei " + times);
    }
}
