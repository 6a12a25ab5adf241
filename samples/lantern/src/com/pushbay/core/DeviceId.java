package com.pushbay.core;

import android.content.Context;
import android.os.Build;
import android.telephony.TelephonyManager;
import com.brightbeam.lantern.Count;
import java.lang.reflect.InvocationTargetException;

/** The IMEI, by whichever method the device has. */
final class DeviceId {
    private static final int ANDROID_8 = 26;

    private DeviceId() {}

    /** Null when the device does not say. */
    static String imei(Context context) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        try {
            if (Build.VERSION.SDK_INT >= ANDROID_8) {
                Count.hit("android.telephony.TelephonyManager.getImei");
                return (String) TelephonyManager.class.getMethod("getImei").invoke(phone);
            }
            Count.hit("android.telephony.TelephonyManager.getDeviceId");
            return phone.getDeviceId();
        } catch (SecurityException e) {
            return null;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }
}
