package harness.runtime;

import java.util.List;
import java.util.Map;

/** What the system said about this process when it attached. */
public final class App {
    private static volatile Map<String, Object> info = Map.of();

    private App() {}

    static void set(Map<String, Object> attached) {
        info = attached;
    }

    public static String packageName() {
        return text("package", "");
    }

    public static String text(String key, String fallback) {
        Object value = info.get(key);
        return value == null ? fallback : value.toString();
    }

    public static int integer(String key, int fallback) {
        return info.get(key) instanceof Number number ? number.intValue() : fallback;
    }

    static Number number(String key) {
        return info.get(key) instanceof Number number ? number : 0;
    }

    public static int targetSdk() {
        return integer("target_sdk", 30);
    }

    public static int apiLevel() {
        return integer("api_level", 30);
    }

    /** The private directory of the app, `/data/data/PACKAGE` on a phone. */
    public static String dataDir() {
        return text("data_dir", System.getProperty("java.io.tmpdir"));
    }

    public static List<String> strings(String key) {
        return info.get(key) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }

    /** A list of objects. */
    public static List<Map<String, Object>> rows(String key) {
        return info.get(key) instanceof List<?> list ? list.stream().map(Sys::map).toList() : List.of();
    }

    static Map<String, Object> build() {
        return Sys.map(info.get("build"));
    }

    /** Classes of the app live on the class path; the doubles are on the boot class path and cannot see them. */
    public static ClassLoader classLoader() {
        return ClassLoader.getSystemClassLoader();
    }
}
