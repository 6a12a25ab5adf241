package com.example.invisible;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Hooked methods inside hooked methods, and stacks that overflow. */
final class Nesting {
    private static final Target TARGET = new Target("nesting");

    private static final int DEEP = 500;

    private Nesting() {}

    static void run(Report r) throws Exception {
        r.call("nested/two", () -> TARGET.run(() -> TARGET.run(() -> TARGET.number(3))));
        r.call("nested/other object", () -> new Target().run(() -> TARGET.run(() -> new Target("z").log.toString())));
        r.call("nested/sorted", () -> {
            List<Target> all = new ArrayList<>(List.of(new Target("1"), new Target("2"), new Target("3")));
            all.get(1).calls = -1;
            Collections.sort(all);
            return all.get(0).log;
        });
        r.call("nested/in toString", () -> TARGET.run(() -> String.valueOf(new Object() {
            @Override
            public String toString() {
                return "said " + TARGET.number(5);
            }
        })));
        r.call("nested/on another thread", () -> TARGET.run(() -> {
            int[] seen = new int[1];
            Thread thread = new Thread(() -> seen[0] = TARGET.number(8));
            thread.start();
            thread.join();
            return seen[0];
        }));
        r.call("depth/some", () -> TARGET.depth(DEEP));
        r.call("depth/distinct", () -> TARGET.distinctDepth(DEEP, "text"));
        r.put("nested/calls", TARGET.calls);
        overflow(r, "main");
        for (int kilobytes : new int[] {256, 1024}) {
            Thread thread = new Thread(null, () -> overflow(r, "of " + kilobytes + " KiB"), "small", kilobytes << 10);
            thread.start();
            thread.join();
        }
    }

    private static void overflow(Report r, String name) {
        for (int i = 0; i < 2; i++) {
            String path = "overflow/" + name + "/" + i;
            overflown(r, path + "/hooked", () -> TARGET.forever(0));
            overflown(r, path + "/static", () -> Target.foreverStatic(TARGET, "text"));
            overflown(r, path + "/edge", () -> edge(0));
            overflown(r, path + "/mixed", () -> TARGET.run(() -> TARGET.forever(0)));
            r.call(path + "/after", () -> TARGET.number(9));
        }
    }

    /** A hooked call at every depth up to the very end of the stack, some of them unlike all before. */
    private static int edge(int n) {
        return TARGET.touch(n % 64 == 0 ? n : 0) + edge(n + 1);
    }

    /** The app's own error, and in its trace nothing but what the thread ran. How deep it got is not told: see docs/hooks.md. */
    private static void overflown(Report r, String path, java.util.concurrent.Callable<?> call) {
        try {
            r.put(path, call.call());
        } catch (StackOverflowError e) {
            int foreign = 0;
            for (StackTraceElement frame : e.getStackTrace()) {
                foreign += frame.getClassName().matches("com\\.example\\.invisible\\..*|android\\.os\\..*|harness\\.runtime\\.Main|java\\.lang\\.Thread")
                        && !frame.isNativeMethod() ? 0 : 1;
            }
            r.put(path, e.getClass() + " " + e.getMessage() + " " + (e.getStackTrace().length > DEEP) + " " + foreign);
        } catch (Throwable e) {
            r.put(path, e);
        }
    }
}
