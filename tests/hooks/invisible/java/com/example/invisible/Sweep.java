package com.example.invisible;

import android.app.Activity;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import sun.misc.Unsafe;

/** Calls every overload of every method that a point names, as the list of the test says, with values of all kinds. */
final class Sweep {
    private final Report report;
    private final Activity activity;
    private final Map<Class<?>, Object> receivers = new HashMap<>();
    private final Arguments arguments;

    Sweep(Report report, Activity activity) {
        this.report = report;
        this.activity = activity;
        this.arguments = new Arguments(activity);
    }

    void run() throws IOException {
        Map<String, Executable> targets = new TreeMap<>(); // reflection gives them in no order
        TreeSet<String> classes = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(System.getProperty("invisible.points")))) {
            String[] words = line.split(" ");
            try {
                Class<?> c = Class.forName(words[0], false, getClass().getClassLoader());
                find(targets, c, words[1]);
                classes.add(words[0]);
            } catch (ClassNotFoundException | LinkageError e) {
                continue; // not in the sandbox
            }
        }
        classes.forEach(name -> members("members/" + name, name));
        report.put("sweep", targets.size());
        targets.forEach(this::each);
        System.gc();
        classes.forEach(name -> members("members again/" + name, name));
    }

    private static void find(Map<String, Executable> targets, Class<?> c, String method) {
        if (method.equals("<init>")) {
            for (Constructor<?> made : c.getDeclaredConstructors()) {
                targets.put(name(made), made);
            }
            return;
        }
        for (Class<?> k = c; k != null; k = k.getSuperclass()) {
            for (Method made : k.getDeclaredMethods()) {
                if (made.getName().equals(method) && !Modifier.isAbstract(made.getModifiers())) {
                    targets.put(name(made), made);
                }
            }
        }
    }

    private static String name(Executable made) {
        StringBuilder out = new StringBuilder(made.getDeclaringClass().getName()).append('.').append(made instanceof Method ? made.getName() : "<init>");
        for (Class<?> type : made.getParameterTypes()) {
            out.append(' ').append(type.getTypeName());
        }
        // A method that overrides one with another type has that one, too, which calls it.
        return made instanceof Method ? out.append(" : ").append(((Method) made).getReturnType().getTypeName()).toString() : out.toString();
    }

    /** What reflection tells of a class. */
    private void members(String path, String name) {
        report.call(path, () -> {
            Class<?> c = Class.forName(name, false, getClass().getClassLoader());
            return texts(c.getDeclaredMethods()) + texts(c.getMethods()) + texts(c.getDeclaredConstructors()) + texts(c.getConstructors());
        });
    }

    private static String texts(Executable[] all) {
        List<String> out = new ArrayList<>();
        for (Executable made : all) {
            out.add(made.toGenericString() + " " + Integer.toHexString(made.getModifiers()) + Arrays.toString(made.getAnnotations()) + made.isSynthetic() + made.isVarArgs());
        }
        out.sort(Comparator.naturalOrder());
        return String.join("\n", out);
    }

    private void each(String name, Executable made) {
        try {
            made.setAccessible(true);
        } catch (RuntimeException e) {
            if (!Modifier.isPublic(made.getModifiers())) {
                report.put("sweep/" + name, "not accessible");
                return;
            }
        }
        Object receiver = made instanceof Constructor || Modifier.isStatic(made.getModifiers()) ? null : receiver(made.getDeclaringClass());
        if (receiver == null && made instanceof Method && !Modifier.isStatic(made.getModifiers())) {
            report.put("sweep/" + name, "no object");
            return;
        }
        for (Arguments.Style style : Arguments.Style.values()) {
            String path = "sweep/" + name + "/" + style;
            Object[] values = arguments.of(made.getParameterTypes(), style);
            report.call(path, () -> invoke(made, receiver, values));
            if (style != Arguments.Style.HUGE) {
                report.value(path + "/arguments", values);
            }
        }
        report.call("sweep/" + name + "/handle", () -> handle(made, receiver, arguments.of(made.getParameterTypes(), Arguments.Style.PLAIN)));
    }

    private static Object invoke(Executable made, Object receiver, Object[] values) throws Exception {
        try {
            return made instanceof Method ? ((Method) made).invoke(receiver, values) : ((Constructor<?>) made).newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }

    private static Object handle(Executable made, Object receiver, Object[] values) throws Exception {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle handle = made instanceof Method ? lookup.unreflect((Method) made) : lookup.unreflectConstructor((Constructor<?>) made);
        List<Object> all = new ArrayList<>(Arrays.asList(values));
        if (receiver != null) {
            all.add(0, receiver);
        }
        try {
            return handle.asFixedArity().invokeWithArguments(all);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new InvocationTargetException(e);
        }
    }

    private Object receiver(Class<?> c) {
        return receivers.computeIfAbsent(c, this::object);
    }

    private Object object(Class<?> c) {
        if (c.isInstance(activity)) {
            return null; // the activity itself is needed
        }
        Object service = activity.getSystemService(c);
        if (service != null) {
            return service;
        }
        try {
            if (Modifier.isAbstract(c.getModifiers())) {
                return null;
            }
            Constructor<?> made = c.getDeclaredConstructor();
            ((AccessibleObject) made).setAccessible(true);
            return made.newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return empty(c);
        }
    }

    /** An object that no constructor has made. */
    private static Object empty(Class<?> c) {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return ((Unsafe) field.get(null)).allocateInstance(c);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
