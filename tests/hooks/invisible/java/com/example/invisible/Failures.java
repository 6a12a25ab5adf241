package com.example.invisible;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What hooked methods throw, and what stacks look like. */
final class Failures {
    private static final Target TARGET = new Target("failures");

    private Failures() {}

    static void run(Report r) throws Exception {
        same(r, "runtime", new IllegalArgumentException("why"));
        same(r, "checked", new IOException("disk"));
        same(r, "error", new AssertionError("must not"));
        same(r, "no message", new RuntimeException((String) null));
        same(r, "with cause", new RuntimeException("outer", new IOException("inner")));
        same(r, "death", new ThreadDeath());
        same(r, "no stack", new RuntimeException("bare", null, false, false) {});
        Exception first = new Exception("a");
        Exception second = new Exception("b", first);
        first.initCause(second);
        first.addSuppressed(second);
        same(r, "loop of causes", first);
        r.call("failure/null thrown", () -> Shapes.tried(() -> TARGET.fail(null)));
        r.call("failure/null", () -> TARGET.broken(null));
        r.call("failure/divided", () -> TARGET.divided(0));
        r.call("failure/element", () -> TARGET.element(new int[2], 2));
        r.call("failure/array", () -> TARGET.element(null, 0));
        r.call("failure/cast", () -> TARGET.cast("no number"));
        r.call("failure/deeper", () -> TARGET.run(() -> TARGET.run(() -> TARGET.broken(null))));
        r.call("failure/repeated", Failures::repeated);
        r.call("failure/caught inside", () -> TARGET.run(() -> {
            try {
                return TARGET.divided(0);
            } catch (ArithmeticException e) {
                return Frames.line(e.getStackTrace(), 3) + e.getMessage();
            }
        }));
        traces(r);
        uncaught(r);
    }

    /** The very object arrives, with the trace it was made with. */
    private static void same(Report r, String name, Throwable e) {
        String trace = Frames.line(e.getStackTrace(), 100);
        try {
            TARGET.fail(e);
        } catch (Throwable caught) {
            r.put("failure/" + name + "/same", caught == e);
            r.put("failure/" + name + "/trace", trace.equals(Frames.line(caught.getStackTrace(), 100)));
        }
    }

    /** Compiled code throws exceptions without traces after a while. */
    private static Object repeated() {
        int caught = 0;
        for (int i = 0; i < 600; i++) {
            try {
                TARGET.divided(0);
            } catch (ArithmeticException e) {
                caught++;
            }
        }
        return caught;
    }

    private static void traces(Report r) throws Exception {
        r.call("trace/throwable", () -> Frames.line(TARGET.trace(), 100));
        r.call("trace/nested", () -> TARGET.run(() -> TARGET.run(() -> Frames.line(TARGET.trace(), 100))));
        r.call("trace/thread", () -> Frames.line(TARGET.threadTrace(), 100));
        r.call("trace/walked", () -> TARGET.run(TARGET::walk));
        r.call("trace/caller", TARGET::caller);
        r.call("trace/printed", () -> TARGET.run(() -> {
            java.io.StringWriter out = new java.io.StringWriter();
            new Exception("printed").printStackTrace(new java.io.PrintWriter(out));
            return Frames.plain(out.toString());
        }));
        r.call("trace/classes", () -> TARGET.run(() -> {
            StringBuilder out = new StringBuilder();
            for (Class<?> c : new SecurityManager() {
                Class<?>[] context() {
                    return getClassContext();
                }
            }.context()) {
                out.append(Frames.plain(c.getName())).append(' ');
            }
            return out;
        }));
        r.call("trace/static", () -> Frames.line((StackTraceElement[]) StackOf.held(), 100));
        r.call("trace/other thread", Failures::other);
    }

    /** A static method that is hooked. */
    static final class StackOf {
        static Object held() {
            return new Throwable().getStackTrace();
        }
    }

    /** What another thread, which waits in a hooked method, looks like from here. */
    private static Object other() throws Exception {
        Object lock = new Object();
        Thread waiting = new Thread(() -> {
            try {
                TARGET.run(() -> {
                    synchronized (lock) {
                        lock.wait();
                    }
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, "waiting");
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        String seen = Frames.line(all.get(waiting), 100) + " | " + Frames.line(waiting.getStackTrace(), 100);
        synchronized (lock) {
            lock.notifyAll();
        }
        waiting.join();
        return seen;
    }

    private static void uncaught(Report r) throws Exception {
        for (Throwable e : List.of(new IllegalStateException("nobody catches"), new AssertionError("nor this"))) {
            AtomicReference<Object> seen = new AtomicReference<>("nothing");
            Thread thread = new Thread(() -> {
                try {
                    TARGET.fail(e);
                } catch (RuntimeException | Error again) {
                    throw again;
                } catch (Throwable other) {
                    throw new IllegalStateException(other);
                }
            }, "dying");
            thread.setUncaughtExceptionHandler((t, thrown) -> seen.set(t.getName() + " " + (thrown == e) + Frames.line(thrown.getStackTrace(), 3)));
            thread.start();
            thread.join();
            r.put("uncaught/" + e.getMessage(), seen.get());
        }
    }
}
