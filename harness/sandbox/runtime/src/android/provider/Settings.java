package android.provider;

import android.content.ContentResolver;
import android.net.Uri;
import android.os.Bundle;
import harness.runtime.Sys;

/** The device's settings. */
public final class Settings {
    public static final String AUTHORITY = "settings";
    public static final String ACTION_SETTINGS = "android.settings.SETTINGS";
    public static final String ACTION_APPLICATION_DETAILS_SETTINGS = "android.settings.APPLICATION_DETAILS_SETTINGS";
    public static final String ACTION_LOCATION_SOURCE_SETTINGS = "android.settings.LOCATION_SOURCE_SETTINGS";

    private Settings() {}

    /** There is no such number. */
    public static class SettingNotFoundException extends android.util.AndroidException {
        public SettingNotFoundException(String name) {
            super(name);
        }
    }

    static String get(String namespace, String key) {
        Object value = Sys.call("settings.get", "namespace", namespace, "key", key);
        return value == null ? null : value.toString();
    }

    static boolean put(String namespace, String key, String value) {
        Sys.call("settings.put", "namespace", namespace, "key", key, "value", value);
        return true;
    }

    static int number(String namespace, String key) throws SettingNotFoundException {
        try {
            return Integer.parseInt(get(namespace, key));
        } catch (NumberFormatException e) {
            throw new SettingNotFoundException(key);
        }
    }

    static int number(String namespace, String key, int fallback) {
        try {
            return number(namespace, key);
        } catch (SettingNotFoundException e) {
            return fallback;
        }
    }

    /** What settings tables share. */
    public static class NameValueTable {
        public static final String NAME = "name";
        public static final String VALUE = "value";
    }

    /** Settings that apps read but do not write. */
    public static final class Secure extends NameValueTable {
        public static final Uri CONTENT_URI = Uri.parse("content://settings/secure");
        public static final String ANDROID_ID = "android_id";
        public static final String ENABLED_ACCESSIBILITY_SERVICES = "enabled_accessibility_services";
        public static final String LOCATION_MODE = "location_mode";

        public static String getString(ContentResolver resolver, String name) {
            return get("secure", name);
        }

        public static String getStringForUser(ContentResolver resolver, String name, int user) {
            return get("secure", name);
        }

        public static int getInt(ContentResolver resolver, String name) throws SettingNotFoundException {
            return number("secure", name);
        }

        public static int getInt(ContentResolver resolver, String name, int fallback) {
            return number("secure", name, fallback);
        }

        public static Uri getUriFor(String name) {
            return Uri.withAppendedPath(CONTENT_URI, name);
        }
    }

    /** Settings of the user. */
    public static final class System extends NameValueTable {
        public static final Uri CONTENT_URI = Uri.parse("content://settings/system");
        public static final String ANDROID_ID = "android_id";
        public static final String SCREEN_BRIGHTNESS = "screen_brightness";

        public static String getString(ContentResolver resolver, String name) {
            return get(name.equals(ANDROID_ID) ? "secure" : "system", name);
        }

        public static int getInt(ContentResolver resolver, String name) throws SettingNotFoundException {
            return number("system", name);
        }

        public static int getInt(ContentResolver resolver, String name, int fallback) {
            return number("system", name, fallback);
        }

        public static boolean putString(ContentResolver resolver, String name, String value) {
            return put("system", name, value);
        }

        public static boolean putInt(ContentResolver resolver, String name, int value) {
            return put("system", name, String.valueOf(value));
        }

        public static boolean canWrite(android.content.Context context) {
            return Sys.granted("android.permission.WRITE_SETTINGS");
        }
    }

    /** Settings of the device. */
    public static final class Global extends NameValueTable {
        public static final Uri CONTENT_URI = Uri.parse("content://settings/global");
        public static final String ADB_ENABLED = "adb_enabled";
        public static final String AIRPLANE_MODE_ON = "airplane_mode_on";
        public static final String DEVICE_NAME = "device_name";
        public static final String HTTP_PROXY = "http_proxy";

        public static String getString(ContentResolver resolver, String name) {
            return get("global", name);
        }

        public static int getInt(ContentResolver resolver, String name) throws SettingNotFoundException {
            return number("global", name);
        }

        public static int getInt(ContentResolver resolver, String name, int fallback) {
            return number("global", name, fallback);
        }
    }

    public static boolean canDrawOverlays(android.content.Context context) {
        return Sys.granted("android.permission.SYSTEM_ALERT_WINDOW");
    }
}
