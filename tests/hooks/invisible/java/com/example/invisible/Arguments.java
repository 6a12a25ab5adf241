package com.example.invisible;

import android.app.Activity;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values for parameters. */
final class Arguments {
    /** NULL: nothing at all; PLAIN: something small; SELF: what contains itself; HUGE: very much. */
    enum Style { NULL, PLAIN, SELF, HUGE }

    private static final int MUCH = 1 << 16;

    private final Activity activity;
    private final String huge = "人x".repeat(40_000);

    Arguments(Activity activity) {
        this.activity = activity;
    }

    Object[] of(Class<?>[] types, Style style) {
        Object[] out = new Object[types.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = types[i].isPrimitive() ? primitive(types[i], style) : style == Style.NULL ? null : object(types[i], style);
        }
        return out;
    }

    private static Object primitive(Class<?> type, Style style) {
        int n = style == Style.NULL ? 0 : style == Style.HUGE ? 3 : 1;
        if (type == boolean.class) {
            return n > 0;
        } else if (type == char.class) {
            return (char) n;
        } else if (type == byte.class) {
            return (byte) n;
        } else if (type == short.class) {
            return (short) n;
        } else if (type == int.class) {
            return n;
        } else if (type == long.class) {
            return (long) n;
        }
        return type == float.class ? (Object) (float) n : (Object) (double) n;
    }

    private Object object(Class<?> type, Style style) {
        if (type.isAssignableFrom(String.class) && type != Object.class) {
            return style == Style.HUGE ? huge : "text";
        }
        if (type.isArray()) {
            return array(type.getComponentType(), style);
        }
        if (type == Object.class) {
            return new Trap();
        }
        if (type.isInstance(activity)) {
            return activity;
        }
        if (type.isAssignableFrom(ArrayList.class)) {
            return list(style);
        }
        if (type.isAssignableFrom(HashMap.class)) {
            return map();
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> answer(method.getReturnType()));
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static Object answer(Class<?> type) {
        return type.isPrimitive() && type != void.class ? primitive(type, Style.NULL) : null;
    }

    private Object array(Class<?> of, Style style) {
        int length = style == Style.HUGE ? MUCH : 3;
        Object array = Array.newInstance(of, length);
        for (int i = 0; i < 3; i++) {
            if (of.isPrimitive()) {
                Array.set(array, i, primitive(of, Style.PLAIN));
            } else if (of == Object.class && style == Style.SELF) {
                Array.set(array, i, array);
            } else {
                Array.set(array, i, object(of, Style.PLAIN));
            }
        }
        return array;
    }

    private static List<Object> list(Style style) {
        List<Object> list = new ArrayList<>();
        list.add("one");
        list.add(style == Style.SELF ? list : new Trap());
        for (int i = 0; style == Style.HUGE && i < MUCH; i++) {
            list.add(i);
        }
        return list;
    }

    private static Map<Object, Object> map() {
        Map<Object, Object> map = new HashMap<>();
        map.put("self", map);
        map.put("trap", new Trap());
        return map;
    }
}
