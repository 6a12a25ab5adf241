package com.sdk.ads;

import android.telephony.TelephonyManager;

public final class Tracker {
    public static String read(TelephonyManager phone) {
        return phone.getLine1Number();
    }
}
