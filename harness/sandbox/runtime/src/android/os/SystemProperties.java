package android.os;

import harness.runtime.App;
import java.util.Map;

/** Properties of the system, as far as the build tells them; hidden on Android, and called by reflection. */
public class SystemProperties {
    private static final Map<String, String> FIELDS = Map.of(
            "ro.product.brand", "BRAND", "ro.product.manufacturer", "MANUFACTURER", "ro.product.model", "MODEL",
            "ro.product.device", "DEVICE", "ro.product.name", "PRODUCT", "ro.build.fingerprint", "FINGERPRINT",
            "ro.build.id", "ID", "ro.build.display.id", "DISPLAY", "ro.serialno", "SERIAL", "ro.hardware", "HARDWARE");

    private SystemProperties() {}

    public static String get(String key) {
        return read(key, "");
    }

    public static String get(String key, String fallback) {
        return read(key, fallback);
    }

    private static String read(String key, String fallback) {
        String field = FIELDS.get(key);
        String value = field == null ? null : Build.value(field);
        return value == null ? key.equals("ro.build.version.sdk") ? String.valueOf(App.apiLevel()) : fallback : value;
    }
}
