package com.example.app;

import android.telephony.TelephonyManager;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** What an app can see of itself where hooks may show: threads, stacks, reflection, the order of initialisers. */
final class Unseen {
    private static final StringBuilder ORDER = new StringBuilder();

    /** Methods of every shape; the test hooks all of them. */
    static class Shapes {
        static {
            ORDER.append("shapes ");
        }

        Shapes() {}

        static StackTraceElement[] trace() {
            return new Throwable().getStackTrace();
        }

        StackTraceElement[] own() {
            return Thread.currentThread().getStackTrace();
        }

        Object run(Callable<?> inside) throws Exception {
            return inside.call();
        }

        synchronized boolean locked() {
            return Thread.holdsLock(this);
        }

        int sum(int... numbers) {
            int sum = 0;
            for (int n : numbers) {
                sum += n;
            }
            return sum;
        }

        String join(String first, Object... rest) {
            return first + rest.length;
        }

        String many(int a, long b, float c, double d, Object e, byte f, short g, char h, boolean i, double j, double k, double l,
                double m, double n, double o, float p, long q, int r, long s, String t) {
            return a + " " + b + c + d + e + f + g + (int) h + i + j + k + l + m + n + o + p + q + r + s + t;
        }

        private int hidden(int a) {
            return a + 2;
        }

        final int last(int a) {
            return hidden(a) + 1;
        }

        int divided(int a) {
            return 10 / a;
        }

        int forever(int n) {
            return forever(n + 1) + 1;
        }

        Object fail(Throwable e) throws Throwable {
            throw e;
        }
    }

    /** Overrides what is hooked, and calls it. */
    static final class Child extends Shapes {
        @Override
        int sum(int... numbers) {
            return super.sum(numbers) * 2;
        }
    }

    /** Nobody uses it but the test at its end. */
    static final class Lazy {
        static {
            ORDER.append("lazy ");
        }

        static int use(int a) {
            return a;
        }
    }

    static final class Broken {
        static {
            if (ORDER.length() >= 0) {
                throw new IllegalStateException("no start");
            }
        }

        static int use(int a) {
            return a;
        }
    }

    private interface Try {
        Object get() throws Throwable;
    }

    private static final Map<String, String> FACTS = new TreeMap<>();

    private Unseen() {}

    /** All facts in one line. */
    static String facts() throws Exception {
        threads();
        Shapes shapes = new Shapes();
        ORDER.append("used ");
        calls(shapes);
        traces(shapes);
        failures(shapes);
        for (Class<?> c : new Class<?>[] {Shapes.class, Child.class, Lazy.class, TelephonyManager.class, Runtime.class}) {
            members(c);
        }
        put("lazy", () -> Lazy.use(3));
        put("order", () -> ORDER);
        StringBuilder out = new StringBuilder();
        FACTS.forEach((place, what) -> out.append(place).append('\t').append(what.replace("\n", "\\n")).append('\u001f'));
        return out.toString();
    }

    private static void put(String place, Try what) {
        String text;
        try {
            text = String.valueOf(what.get());
        } catch (Throwable e) {
            text = e + " " + line(e.getStackTrace());
        }
        FACTS.put(place, text);
    }

    private static void threads() {
        put("threads", () -> {
            TreeSet<String> names = new TreeSet<>();
            Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName() + "/" + thread.isDaemon()));
            return names;
        });
        put("threads/active", Thread::activeCount);
        put("threads/next", () -> new Thread(() -> {}).getName());
    }

    private static void calls(Shapes shapes) {
        put("call/locked", shapes::locked);
        put("call/sum", () -> shapes.sum() + shapes.sum(1) + shapes.sum(1, 2, 3) + new Child().sum(1, 2));
        put("call/null", () -> shapes.sum((int[]) null));
        put("call/join", () -> shapes.join("a") + shapes.join("b", 1, null));
        put("call/last", () -> shapes.last(4));
        put("call/many", () -> shapes.many(1, 1L << 40, 2.5f, 3.5, "e", (byte) -6, (short) -7, '\u4e2d', true, 1, 2, 3, 4, 5, 6, 7.25f, -8, -9, -10, "t"));
        put("call/reflected", () -> Shapes.class.getDeclaredMethod("last", int.class).invoke(shapes, 5));
        put("call/hidden", () -> {
            Method hidden = Shapes.class.getDeclaredMethod("hidden", int.class);
            hidden.setAccessible(true);
            return hidden.invoke(shapes, 6);
        });
        put("call/wrong", () -> Shapes.class.getDeclaredMethod("last", int.class).invoke(shapes, "text"));
    }

    private static void traces(Shapes shapes) {
        put("trace/throwable", () -> line(Shapes.trace()));
        put("trace/thread", () -> line(shapes.own()));
        put("trace/nested", () -> shapes.run(() -> shapes.run(() -> line(Shapes.trace()))));
        put("trace/reflected", () -> line((StackTraceElement[]) Shapes.class.getDeclaredMethod("trace").invoke(null)));
        put("trace/printed", () -> shapes.run(() -> {
            StringWriter out = new StringWriter();
            new Exception("printed").printStackTrace(new PrintWriter(out));
            return out;
        }));
        put("trace/constructor", () -> line(new Made().frames));
        put("trace/other thread", () -> other(shapes));
    }

    /** Keeps the stack it was made on. */
    static final class Made {
        final StackTraceElement[] frames;

        Made() {
            frames = new Throwable().getStackTrace();
        }
    }

    /** What another thread, which waits in a hooked method, looks like from here. */
    private static Object other(Shapes shapes) throws Exception {
        Object lock = new Object();
        boolean[] in = new boolean[1];
        Thread waiting = new Thread(() -> {
            try {
                shapes.run(() -> {
                    synchronized (lock) {
                        in[0] = true;
                        lock.wait();
                    }
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, "waiting");
        waiting.start();
        synchronized (lock) {
            while (!in[0]) { // its state alone would not tell: it may wait for the runtime, too
                lock.wait(1);
            }
        }
        String seen = line(waiting.getStackTrace()) + " | " + line(Thread.getAllStackTraces().get(waiting));
        synchronized (lock) {
            lock.notifyAll();
        }
        waiting.join();
        return seen;
    }

    private static void failures(Shapes shapes) {
        Exception made = new IllegalStateException("made");
        put("failure/same", () -> {
            try {
                return shapes.fail(made);
            } catch (Exception e) {
                return e == made;
            }
        });
        put("failure/divided", () -> shapes.divided(0));
        put("failure/denied", () -> new TelephonyManager().getImei(1));
        put("failure/null", () -> shapes.run(null));
        put("failure/reflected", () -> {
            try {
                return Shapes.class.getDeclaredMethod("divided", int.class).invoke(shapes, 0);
            } catch (InvocationTargetException e) {
                return line(e.getStackTrace()) + " caused by " + line(e.getCause().getStackTrace());
            }
        });
        for (int i = 0; i < 2; i++) {
            put("failure/broken " + i, () -> Broken.use(1));
        }
    }

    /** The app's own error at the end of a thread's stack, and after it the thread goes on. */
    static String overflow() throws InterruptedException {
        String[] seen = new String[1];
        Thread thread = new Thread(null, () -> {
            Shapes shapes = new Shapes();
            try {
                seen[0] = String.valueOf(shapes.forever(0));
            } catch (StackOverflowError e) {
                seen[0] = e.getClass() + " " + (e.getStackTrace().length > 100) + " " + shapes.last(1);
            }
        }, "small", 512 << 10);
        thread.start();
        thread.join();
        return seen[0];
    }

    private static void members(Class<?> c) {
        put("members/" + c.getName(), () -> {
            TreeSet<String> all = new TreeSet<>();
            for (Method method : c.getDeclaredMethods()) {
                all.add(text(method) + method.isBridge() + method.isDefault());
            }
            for (Constructor<?> made : c.getDeclaredConstructors()) {
                all.add(text(made));
            }
            return all;
        });
    }

    private static String text(Executable member) {
        return member.toGenericString() + " " + Integer.toHexString(member.getModifiers()) + Arrays.toString(member.getAnnotations())
                + member.isSynthetic() + member.isVarArgs();
    }

    private static String line(StackTraceElement[] frames) {
        StringBuilder out = new StringBuilder();
        for (StackTraceElement frame : frames) {
            out.append(frame).append(frame.isNativeMethod() ? " native < " : " < ");
        }
        return out.toString();
    }
}
