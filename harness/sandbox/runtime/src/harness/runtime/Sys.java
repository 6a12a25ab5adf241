package harness.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a double needs of the system, in one line each. */
public final class Sys {
    private static volatile Channel channel;

    private Sys() {}

    static void connect(Channel opened) {
        channel = opened;
    }

    /** The value of the device state at {@code key}; SecurityException unless one of {@code permissions} is granted. */
    public static Object get(String key, Object fallback, String... permissions) {
        return call("state.get", "key", key, "permissions", Arrays.asList(permissions), "default", fallback);
    }

    public static String string(String key, String... permissions) {
        Object value = get(key, null, permissions);
        return value == null ? null : value.toString();
    }

    /** The same, or {@code fallback} where the state has nothing. */
    public static String text(String key, String fallback, String... permissions) {
        Object value = get(key, null, permissions);
        return value == null ? fallback : value.toString();
    }

    public static boolean truth(String key, boolean fallback, String... permissions) {
        return get(key, fallback, permissions) instanceof Boolean bool ? bool : fallback;
    }

    /** Bytes, which the state holds as hexadecimal digits; null where it holds none. */
    public static byte[] bytes(String key, String... permissions) {
        Object value = get(key, null, permissions);
        return value == null ? null : java.util.HexFormat.of().parseHex(value.toString());
    }

    public static int integer(String key, int fallback, String... permissions) {
        return get(key, fallback, permissions) instanceof Number number ? number.intValue() : fallback;
    }

    public static double number(String key, double fallback, String... permissions) {
        return get(key, fallback, permissions) instanceof Number number ? number.doubleValue() : fallback;
    }

    @SuppressWarnings("unchecked")
    public static List<Object> list(String key, String... permissions) {
        return get(key, List.of(), permissions) instanceof List<?> list ? (List<Object>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** A request with alternating argument names and values; throws what the system answers. */
    public static Object call(String name, Object... args) {
        Map<String, Object> answer = channel.call(name, Json.map(args));
        if (answer.get("error") != null) {
            throw sneak(exception(map(answer.get("error"))));
        }
        return answer.get("result");
    }

    /** A notification: nobody answers, so it never blocks. */
    public static void tell(String name, Object... args) {
        channel.send(Json.map("call", name, "args", Json.map(args)));
    }

    static void reply(Object id, Object result) {
        channel.send(Json.map("reply", id, "result", result));
    }

    public static boolean granted(String permission) {
        return Boolean.TRUE.equals(call("permission.check", "permission", permission));
    }

    public static void require(String permission, String message) {
        if (!granted(permission)) {
            throw new SecurityException(message);
        }
    }

    /** SecurityException unless one of the permissions is granted. */
    public static void requireAny(String call, String... permissions) {
        for (String permission : permissions) {
            if (granted(permission)) {
                return;
            }
        }
        throw new SecurityException(call + ": Neither user nor current process has " + String.join(" or ", permissions) + ".");
    }

    /** The exception that the system names: of any exception class that there is, else RuntimeException. */
    private static Exception exception(Map<String, Object> error) {
        String type = String.valueOf(error.get("type"));
        String message = error.get("message") == null ? null : error.get("message").toString();
        try {
            if (Class.forName(type).getConstructor(String.class).newInstance(message) instanceof Exception made) {
                return made;
            }
        } catch (ReflectiveOperationException e) {
            // Not an exception that this runtime knows: below.
        }
        return new RuntimeException(type + ": " + message);
    }

    /** Throws a checked exception through code that does not declare it: the double that called does. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneak(Throwable error) throws T {
        throw (T) error;
    }
}
