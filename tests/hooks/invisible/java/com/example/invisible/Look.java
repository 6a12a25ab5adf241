package com.example.invisible;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

/** Takes values apart. An object that was seen before is only named by where that was: so singletons show. */
final class Look {
    private static final int DEEPEST = 5;
    private static final int MOST = 40;

    private final Report report;
    private final Map<Object, String> seen = new IdentityHashMap<>();

    Look(Report report) {
        this.report = report;
    }

    void at(String path, Object value) {
        at(path, value, 0);
    }

    private void at(String path, Object value, int depth) {
        if (value == null || value instanceof Number && value.getClass().getName().startsWith("java.lang.") || value instanceof Boolean
                || value instanceof Character) {
            report.put(path, value == null ? "null" : value.getClass().getSimpleName() + " " + exact(value));
            return;
        }
        String before = seen.putIfAbsent(value, path);
        if (before != null) {
            report.put(path, "the same as " + before);
        } else if (value instanceof CharSequence && value.getClass().getName().startsWith("java.lang.")) {
            String text = value.toString();
            report.put(path, value.getClass().getSimpleName() + " " + (text.length() > 2000 ? text.length() + " " + text.hashCode() : text));
        } else if (value instanceof Throwable) {
            throwable(path, (Throwable) value, depth);
        } else if (value instanceof Class) {
            report.put(path, value);
        } else if (value.getClass().isArray()) {
            array(path, value, depth);
        } else {
            object(path, value, depth);
        }
    }

    private static String exact(Object value) {
        if (value instanceof Float) {
            return Integer.toHexString(Float.floatToRawIntBits((Float) value));
        }
        return value instanceof Double ? Long.toHexString(Double.doubleToRawLongBits((Double) value)) : value.toString();
    }

    private void throwable(String path, Throwable e, int depth) {
        report.put(path, e.getClass().getName());
        report.call(path + "/message", e::getMessage);
        report.put(path + "/trace", Frames.line(e.getStackTrace(), 200));
        if (e.getCause() != null) {
            at(path + "/cause", e.getCause(), depth + 1);
        }
        for (Throwable suppressed : e.getSuppressed()) {
            at(path + "/suppressed", suppressed, depth + 1);
        }
    }

    private void array(String path, Object array, int depth) {
        int length = Array.getLength(array);
        report.put(path, array.getClass().getName() + " " + length);
        if (array instanceof byte[] && length > MOST) {
            report.put(path + "/hash", Arrays.hashCode((byte[]) array));
        }
        for (int i = 0; i < Math.min(length, MOST) && depth < DEEPEST; i++) {
            at(path + "/" + i, Array.get(array, i), depth + 1);
        }
    }

    private void object(String path, Object value, int depth) {
        Class<?> type = value.getClass();
        report.put(path, Frames.plain(type.getName()));
        if (depth >= DEEPEST || opaque(value)) {
            return;
        }
        if (type.getName().startsWith("java.util.") && (value instanceof Collection || value instanceof Map)) {
            Object items = value instanceof Map ? ((Map<?, ?>) value).entrySet().toArray() : ((Collection<?>) value).toArray();
            array(path + "/items", items, depth);
        } else if (type.getName().startsWith("java.util.") && value instanceof Map.Entry) {
            at(path + "/key", ((Map.Entry<?, ?>) value).getKey(), depth + 1);
            at(path + "/value", ((Map.Entry<?, ?>) value).getValue(), depth + 1);
        } else if (Object.class.getModule() == type.getModule() || type.getModule().isNamed()) {
            report.call(path + "/text", () -> Frames.plain(String.valueOf((Object) value.toString())).replaceAll("@[0-9a-f]+", "@"));
        } else {
            fields(path, value, type, depth);
        }
    }

    /** What leads to all the rest of the process. */
    private static boolean opaque(Object value) {
        return value instanceof android.content.Context || value instanceof android.os.Handler || value instanceof android.os.Looper
                || value instanceof android.view.View || value instanceof Thread || value instanceof ClassLoader || value instanceof Report;
    }

    private void fields(String path, Object value, Class<?> type, int depth) {
        for (Class<?> c = type; c != null && !c.getModule().isNamed(); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    at(path + "." + field.getName(), field.get(value), depth + 1);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    report.put(path + "." + field.getName(), e);
                }
            }
        }
    }
}
