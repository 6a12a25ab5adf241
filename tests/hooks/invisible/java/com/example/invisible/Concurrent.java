package com.example.invisible;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Threads, locks, interrupts, what belongs to a thread, and what the collector takes. */
final class Concurrent {
    private static final Target TARGET = new Target("concurrent");
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long PATIENCE_MS = 60_000;

    private Concurrent() {}

    static void run(Report r) throws Exception {
        r.call("threads/sum", Concurrent::sum);
        r.call("threads/exclusion", Concurrent::exclusion);
        r.call("threads/signal", Concurrent::signal);
        interrupts(r);
        r.call("locks/monitor", () -> opposed(Concurrent::underMonitor));
        r.call("locks/explicit", () -> opposed(Concurrent::underLock));
        r.call("locks/list", Concurrent::list);
        r.call("thread/local", Concurrent::local);
        r.call("thread/name", () -> TARGET.run(() -> Thread.currentThread().getName() + Thread.currentThread().getPriority()));
        r.call("collector", Concurrent::collected);
    }

    /** Before any thread of this suite's: which there are, and how the next one is named. */
    static void listed(Report r) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[1000];
        String[] names = new String[root.enumerate(found)];
        for (int i = 0; i < names.length; i++) {
            names[i] = found[i].getThreadGroup().getName() + "/" + found[i].getName() + "/" + found[i].isDaemon();
        }
        Arrays.sort(names);
        r.put("thread/groups", String.join(" ", names));
        r.put("thread/all", Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted().collect(Collectors.joining(" ")));
        r.put("thread/active", Thread.activeCount());
        r.put("thread/next", new Thread(() -> {}).getName());
    }

    private static Object sum() throws Exception {
        AtomicLong total = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(12);
        each(12, n -> {
            start.await();
            for (int i = 0; i < 150; i++) {
                total.addAndGet(TARGET.number(i) + Integer.parseInt(TARGET.text(String.valueOf(i % 7))) + new Target().last(n));
            }
        });
        return total.get();
    }

    /** A hooked synchronized method lets one in at a time. */
    private static Object exclusion() throws Exception {
        Target own = new Target();
        each(8, n -> {
            for (int i = 0; i < 300; i++) {
                own.wake();
            }
        });
        return own.calls;
    }

    /** Waiting in a hooked method lets others into it. */
    private static Object signal() throws Exception {
        Target own = new Target();
        Thread waiting = new Thread(() -> {
            try {
                own.waitFor(PATIENCE_MS);
            } catch (InterruptedException e) {
                own.calls = -1000;
            }
        });
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        own.wake();
        waiting.join(PATIENCE_MS);
        return own.calls + " " + waiting.isAlive();
    }

    private static void interrupts(Report r) {
        Thread.currentThread().interrupt();
        r.call("interrupt/kept", () -> TARGET.number(4) + TARGET.text("still") + Thread.currentThread().isInterrupted());
        r.call("interrupt/taken", () -> TARGET.run(Thread::interrupted) + " " + Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt();
        r.call("interrupt/thrown", () -> {
            TARGET.waitFor(PATIENCE_MS);
            return null;
        });
        r.put("interrupt/after", Thread.interrupted());
        r.call("interrupt/inside", () -> {
            TARGET.run(() -> {
                Thread.currentThread().interrupt();
                return null;
            });
            return Thread.interrupted();
        });
    }

    private interface Holding {
        Object under(Object lock, Callable<?> inside) throws Exception;
    }

    private static Object underMonitor(Object lock, Callable<?> inside) throws Exception {
        synchronized (lock) {
            return TARGET.run(inside);
        }
    }

    private static final ReentrantLock LOCK = new ReentrantLock();

    private static Object underLock(Object lock, Callable<?> inside) throws Exception {
        return TARGET.under(LOCK, inside);
    }

    /** One thread holds a lock inside a hooked call while others make hooked calls, with and without it. */
    private static Object opposed(Holding how) throws Exception {
        Object lock = new Object();
        AtomicInteger done = new AtomicInteger();
        each(6, n -> {
            for (int i = 0; i < 100; i++) {
                int k = i;
                if (n % 2 == 0) {
                    how.under(lock, () -> TARGET.number(k));
                } else {
                    TARGET.text("free " + k);
                }
                done.incrementAndGet();
            }
        });
        return done.get();
    }

    /** One thread has a list's monitor and wants a lock, another has the lock and passes the list to a hooked method. */
    private static Object list() throws Exception {
        List<Object> list = Collections.synchronizedList(new ArrayList<>(List.of("a")));
        ReentrantLock lock = new ReentrantLock();
        AtomicInteger done = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);
        each(2, n -> {
            if (n == 0) {
                synchronized (list) {
                    both.await();
                    lock.lock();
                    done.incrementAndGet();
                    lock.unlock();
                }
            } else {
                lock.lock();
                both.await();
                TARGET.same(list);
                done.incrementAndGet();
                lock.unlock();
            }
        });
        return done.get();
    }

    private static Object local() throws Exception {
        ThreadLocal<String> own = ThreadLocal.withInitial(() -> "first");
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        TARGET.run(() -> {
            own.set(own.get() + " set inside");
            inherited.set("inherited");
            return null;
        });
        String[] seen = new String[1];
        Thread child = new Thread(() -> seen[0] = TARGET.text(inherited.get()) + own.get());
        child.start();
        child.join();
        return own.get() + " " + seen[0] + " " + (Thread.currentThread().getContextClassLoader() == Concurrent.class.getClassLoader());
    }

    /** What only hooked calls have seen is collected and cleaned. */
    private static Object collected() throws Exception {
        AtomicInteger cleaned = new AtomicInteger();
        AtomicInteger finalised = new AtomicInteger();
        List<WeakReference<Object>> weak = new ArrayList<>();
        Thread maker = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                Object made = new Object() {
                    @Override
                    protected void finalize() {
                        finalised.incrementAndGet();
                    }
                };
                Object plain = new byte[1000];
                CLEANER.register(plain, cleaned::incrementAndGet);
                weak.add(new WeakReference<>(TARGET.same(made)));
                weak.add(new WeakReference<>(Target.sameStatic(plain)));
            }
        });
        maker.start();
        maker.join();
        long end = System.currentTimeMillis() + 20_000;
        while ((cleaned.get() < 100 || finalised.get() < 100) && System.currentTimeMillis() < end) {
            System.gc();
            Thread.sleep(10);
        }
        long left = weak.stream().filter(one -> one.get() != null).count();
        return cleaned + " " + finalised + " " + left;
    }

    private interface Work {
        void run(int n) throws Exception;
    }

    private static void each(int threads, Work work) throws Exception {
        List<Thread> all = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < threads; i++) {
            int n = i;
            Thread thread = new Thread(() -> {
                try {
                    work.run(n);
                } catch (Exception e) {
                    failed.incrementAndGet();
                }
            }, "each-" + i);
            thread.setDaemon(true);
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join(PATIENCE_MS);
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " stands still at " + Frames.line(thread.getStackTrace(), 5));
            }
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " threads failed");
        }
    }
}
