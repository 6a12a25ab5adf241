package com.brightbeam.lantern;

import android.content.Context;
import android.provider.Settings;
import android.telephony.TelephonyManager;

/** Many reads in a short time: whoever watches must not lose one. */
final class StressTest {
    static final int CALLS = 10000;

    private StressTest() {}

    static void start(Context context) {
        new Thread(() -> run(context), "stress").start();
    }

    private static void run(Context context) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        for (int i = 0; i < CALLS / 2; i++) {
            Count.hit("android.provider.Settings$Secure.getString");
            Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            try {
                Count.hit("android.telephony.TelephonyManager.getLine1Number");
                phone.getLine1Number();
            } catch (SecurityException e) {
                continue;
            }
        }
        Count.log("stress");
    }
}
