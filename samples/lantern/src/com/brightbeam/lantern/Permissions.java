package com.brightbeam.lantern;

import android.app.Activity;
import android.content.pm.PackageManager;
import java.util.ArrayList;
import java.util.List;

/** Runtime permissions (Android 6), called by reflection: the app is compiled against an older SDK. */
final class Permissions {
    static final int REQUEST = 1;

    private static final String[] WANTED = {
        "android.permission.READ_PHONE_STATE",
        "android.permission.READ_PHONE_NUMBERS",
        "android.permission.ACCESS_FINE_LOCATION",
        "android.permission.ACCESS_COARSE_LOCATION",
        "android.permission.READ_CONTACTS",
        "android.permission.READ_CALL_LOG",
        "android.permission.READ_SMS",
    };

    private Permissions() {}

    /** Asks for what is missing; false when nothing is, or when the device cannot be asked. */
    static boolean request(Activity activity) {
        List<String> missing = new ArrayList<String>();
        for (String permission : WANTED) {
            if (activity.checkCallingOrSelfPermission(permission) != PackageManager.PERMISSION_GRANTED) {
                missing.add(permission);
            }
        }
        if (missing.isEmpty()) {
            return false;
        }
        try {
            Activity.class.getMethod("requestPermissions", String[].class, int.class)
                    .invoke(activity, missing.toArray(new String[0]), REQUEST);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
