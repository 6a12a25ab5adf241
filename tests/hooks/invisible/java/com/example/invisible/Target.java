package com.example.invisible;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;

/** Methods of every shape; the test hooks all of them. */
class Target implements Comparable<Target>, Greeting {
    static final Object ONE = new Object();

    int calls;
    final StringBuilder log = new StringBuilder();

    Target() {
        this("default");
    }

    Target(String name) {
        log.append(name);
    }

    boolean flip(boolean a) {
        return !a;
    }

    byte small(byte a) {
        return a;
    }

    char letter(char a) {
        return a;
    }

    short half(short a) {
        return a;
    }

    int number(int a) {
        return a;
    }

    long wide(long a) {
        return a;
    }

    float real(float a) {
        return a;
    }

    double precise(double a) {
        return a;
    }

    /** More arguments than a processor has registers for. */
    String many(int a, long b, float c, double d, Object e, byte f, short g, char h, boolean i, double j, double k, double l, double m,
            double n, double o, float p, long q, int r, long s, String t) {
        return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + (int) h + " " + i + " " + j + k + l + m + n + o + p + " " + q + r + s + t;
    }

    Object same(Object a) {
        return a;
    }

    static Object sameStatic(Object a) {
        return a;
    }

    String text(String a) {
        return a;
    }

    static synchronized boolean locked() {
        return Thread.holdsLock(Target.class);
    }

    synchronized boolean lockedSelf() {
        return Thread.holdsLock(this);
    }

    synchronized void waitFor(long ms) throws InterruptedException {
        wait(ms);
    }

    synchronized void wake() {
        calls++;
        notifyAll();
    }

    final int last(int a) {
        return a + 1;
    }

    private int hidden(int a) {
        return a + 2;
    }

    int callHidden(int a) {
        return hidden(a);
    }

    int sum(int... numbers) {
        int total = 0;
        for (int n : numbers) {
            total += n;
        }
        return total;
    }

    String join(String first, Object... rest) {
        return first + rest.length;
    }

    <T extends Comparable<T>> T largest(List<? extends T> all) {
        T best = all.get(0);
        for (T one : all) {
            best = one.compareTo(best) > 0 ? one : best;
        }
        return best;
    }

    @Override
    public int compareTo(Target other) {
        return calls - other.calls;
    }

    void fill(Object[] out, int[] numbers, byte[] bytes, List<Object> list, Map<String, Object> map, StringBuilder text) {
        out[0] = list;
        numbers[1] = 7;
        bytes[2] = 9;
        list.add(out);
        map.put("list", list);
        text.append("filled");
    }

    Object run(Callable<?> inside) throws Exception {
        calls++;
        return inside.call();
    }

    Object under(Lock lock, Callable<?> inside) throws Exception {
        lock.lock();
        try {
            return inside.call();
        } finally {
            lock.unlock();
        }
    }

    int depth(int n) {
        return n == 0 ? 0 : 1 + depth(n - 1);
    }

    int distinctDepth(int n, String text) {
        return n == 0 ? 0 : 1 + distinctDepth(n - 1, text);
    }

    int forever(int n) {
        return forever(n + 1) + 1;
    }

    static int foreverStatic(Object a, String b) {
        return foreverStatic(a, b) + 1;
    }

    int touch(int n) {
        calls++;
        return n;
    }

    Object fail(Throwable e) throws Throwable {
        throw e;
    }

    String broken(String a) {
        return a.trim();
    }

    int divided(int a) {
        return 10 / a;
    }

    int element(int[] a, int at) {
        return a[at];
    }

    Integer cast(Object a) {
        return (Integer) a;
    }

    StackTraceElement[] trace() {
        return new Throwable().getStackTrace();
    }

    StackTraceElement[] threadTrace() {
        return Thread.currentThread().getStackTrace();
    }

    List<String> walk() {
        return StackWalker.getInstance().walk(frames -> {
            List<String> all = new ArrayList<>();
            frames.forEach(frame -> all.add(Frames.text(frame.toStackTraceElement())));
            return all;
        });
    }

    Class<?> caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass();
    }

    void touchTrap(Trap trap) {
        trap.hashCode();
    }

    /** Overrides what is hooked above, and calls it. */
    static class Child extends Target {
        Child() {
            super("child");
        }

        @Override
        int number(int a) {
            return super.number(a) * 2;
        }

        @Override
        public String greet(String name) {
            return super.greet(name) + "!";
        }
    }

    /** Inherits everything. */
    static class Heir extends Target {}

    /** Its initialiser calls hooked methods. */
    static class Early {
        static final StringBuilder ORDER = new StringBuilder();
        static final int VALUE;

        static {
            ORDER.append("start ");
            VALUE = new Target().number(41) + touched();
            ORDER.append("end");
        }

        static int touched() {
            ORDER.append("touched ");
            return 1;
        }
    }

    /** Its initialiser fails. */
    static class Broken {
        static {
            if (ONE != null) {
                throw new IllegalStateException("no start");
            }
        }

        static int use(int a) {
            return a;
        }
    }

    /** Its methods are hooked, and nobody uses it before the test asks whether it has been initialised. */
    static class Lazy {
        static {
            System.setProperty("invisible.lazy", "initialised");
        }

        static int use(int a) {
            return a;
        }
    }

    /** An enumeration with a hooked method for each constant. */
    enum Kind {
        A {
            @Override
            String say() {
                return "a";
            }
        },
        B;

        String say() {
            return "b";
        }
    }

    /** A record with a hooked accessor. */
    record Pair(String left, int right) {}
}
