package kit;

import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import java.util.ArrayList;
import java.util.List;

/** Runtime permissions (Android 6), asked for by reflection: the apps are compiled against an older SDK. */
public final class Permissions {
    public static final int REQUEST = 1;

    private Permissions() {}

    public static boolean granted(Context context, String permission) {
        return context.checkCallingOrSelfPermission(permission) == PackageManager.PERMISSION_GRANTED;
    }

    /** Those that the app does not have. */
    public static List<String> missing(Context context, String... wanted) {
        List<String> missing = new ArrayList<String>();
        for (String permission : wanted) {
            if (!granted(context, permission)) {
                missing.add(permission);
            }
        }
        return missing;
    }

    /** Asks for what is missing; false when nothing is, or when the device cannot be asked. */
    public static boolean ask(Activity activity, String... wanted) {
        List<String> missing = missing(activity, wanted);
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
