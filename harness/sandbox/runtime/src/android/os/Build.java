package android.os;

import harness.runtime.Sys;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;

/** The device's names. The system gives the values when the process attaches, so the fields are not final here. */
public class Build {
    public static final String UNKNOWN = "unknown";

    public static String BOARD = UNKNOWN;
    public static String BOOTLOADER = UNKNOWN;
    public static String BRAND = UNKNOWN;
    public static String CPU_ABI = UNKNOWN;
    public static String CPU_ABI2 = "";
    public static String DEVICE = UNKNOWN;
    public static String DISPLAY = UNKNOWN;
    public static String FINGERPRINT = UNKNOWN;
    public static String HARDWARE = UNKNOWN;
    public static String HOST = UNKNOWN;
    public static String ID = UNKNOWN;
    public static String MANUFACTURER = UNKNOWN;
    public static String MODEL = UNKNOWN;
    public static String PRODUCT = UNKNOWN;
    public static String RADIO = UNKNOWN;
    public static String SERIAL = UNKNOWN;
    public static String TAGS = UNKNOWN;
    public static String TYPE = UNKNOWN;
    public static String USER = UNKNOWN;
    public static long TIME;
    public static String[] SUPPORTED_ABIS = {"x86_64"};
    public static String[] SUPPORTED_32_BIT_ABIS = {};
    public static String[] SUPPORTED_64_BIT_ABIS = {"x86_64"};

    /** The Android version. */
    public static class VERSION {
        public static int SDK_INT;
        public static String SDK = "0";
        public static String RELEASE = UNKNOWN;
        public static String CODENAME = "REL";
        public static String INCREMENTAL = UNKNOWN;
        public static String SECURITY_PATCH = "";
        public static int PREVIEW_SDK_INT;
    }

    /** Names of API levels. */
    public static class VERSION_CODES {
        public static final int ICE_CREAM_SANDWICH = 14;
        public static final int JELLY_BEAN = 16;
        public static final int JELLY_BEAN_MR1 = 17;
        public static final int JELLY_BEAN_MR2 = 18;
        public static final int KITKAT = 19;
        public static final int LOLLIPOP = 21;
        public static final int LOLLIPOP_MR1 = 22;
        public static final int M = 23;
        public static final int N = 24;
        public static final int N_MR1 = 25;
        public static final int O = 26;
        public static final int O_MR1 = 27;
        public static final int P = 28;
        public static final int Q = 29;
        public static final int R = 30;
        public static final int S = 31;
        public static final int S_V2 = 32;
        public static final int TIRAMISU = 33;
    }

    public static String getSerial() {
        Sys.require("android.permission.READ_PHONE_STATE", "getSerial: READ_PHONE_STATE permission required");
        return SERIAL;
    }

    public static String getRadioVersion() {
        return RADIO;
    }

    public static void load(int apiLevel, Map<String, Object> values) {
        VERSION.SDK_INT = apiLevel;
        VERSION.SDK = String.valueOf(apiLevel);
        values.forEach((name, value) -> {
            if (name.startsWith("VERSION.")) {
                assign(VERSION.class, name.substring(8), value);
            } else {
                assign(Build.class, name, value);
            }
        });
    }

    static String value(String field) {
        try {
            return String.valueOf(Build.class.getField(field).get(null));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static void assign(Class<?> owner, String name, Object value) {
        try {
            Field field = owner.getField(name);
            if (field.getType() == String.class && !Modifier.isFinal(field.getModifiers())) {
                field.set(null, String.valueOf(value));
            } else if (field.getType() == long.class && value instanceof Number number) {
                field.setLong(null, number.longValue());
            }
        } catch (ReflectiveOperationException e) {
            // A name this double does not have: nobody can ask for it.
        }
    }
}
