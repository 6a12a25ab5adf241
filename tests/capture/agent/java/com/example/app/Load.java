package com.example.app;

import android.telephony.TelephonyManager;
import java.lang.reflect.Field;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import sun.misc.Unsafe;

/** Calls at the highest rates, and the ways in which a process ends. */
final class Load {
    private static volatile long sink;

    /** Nanoseconds a call at a given stack depth; every call with the same values, or every call with its own. */
    static long time(TelephonyManager phone, int calls, int depth, boolean distinct) {
        if (depth > 0) {
            return time(phone, calls, depth - 1, distinct);
        }
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            sink += (distinct ? phone.getDeviceId(i) : phone.getSimOperator()).length();
        }
        return (System.nanoTime() - start) / calls;
    }

    /** Tight loops on several threads for so many seconds; the number of calls that returned. Mixed: the first thread's
     * calls are all different, at least 12000, the others' all the same. */
    static long flood(TelephonyManager phone, int threads, double seconds, String how) throws InterruptedException {
        AtomicLong total = new AtomicLong();
        AtomicLong least = new AtomicLong(how.equals("mixed") ? 12_000 : 0);
        Thread[] all = new Thread[threads];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < threads; i++) {
            boolean distinct = how.equals("distinct") || how.equals("mixed") && i == 0;
            all[i] = new Thread(() -> {
                int calls = 0;
                while (System.nanoTime() < end || least.get() > 0) {
                    if (distinct) {
                        phone.getDeviceId(calls);
                        least.decrementAndGet();
                    } else {
                        phone.getSimOperator();
                    }
                    calls++;
                }
                total.addAndGet(calls);
            }, "flood-" + i);
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        return total.get();
    }

    /** Threads that make a call from so many places, all from the same one at the same time, while another makes call
     * after call, so that batches are sent all the time; the number of calls. */
    static long paths(TelephonyManager phone, int threads, int places) throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(threads);
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = new Thread(() -> {
                for (int place = 0; place < places; place++) {
                    try {
                        together.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                    left(phone, place, 12);
                }
            }, "path-" + i);
            all[i].start();
        }
        long calls = (long) threads * places;
        while (anyAlive(all)) {
            phone.getDeviceId((int) calls++);
        }
        return calls;
    }

    private static boolean anyAlive(Thread[] threads) {
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                return true;
            }
        }
        return false;
    }

    private static void left(TelephonyManager phone, int place, int steps) {
        step(phone, place, steps);
    }

    private static void right(TelephonyManager phone, int place, int steps) {
        step(phone, place, steps);
    }

    private static void step(TelephonyManager phone, int place, int steps) {
        if (steps == 0) {
            sink += phone.getSimOperator().length();
        } else if ((place >> steps - 1 & 1) == 0) {
            left(phone, place, steps - 1);
        } else {
            right(phone, place, steps - 1);
        }
    }

    /** Threads that never stop; {@code counted} holds the calls that have returned. */
    static AtomicLong[] forever(TelephonyManager phone, int threads) {
        AtomicLong[] counted = new AtomicLong[threads];
        for (int i = 0; i < threads; i++) {
            AtomicLong own = counted[i] = new AtomicLong();
            Thread thread = new Thread(() -> {
                while (true) {
                    phone.getSimOperator();
                    own.incrementAndGet();
                }
            }, "forever-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        return counted;
    }

    static void end(String how) throws Exception {
        switch (how) {
            case "exit": System.exit(3); break;
            case "halt": Runtime.getRuntime().halt(4); break;
            case "throw": throw new IllegalStateException("uncaught");
            case "kill": android.os.Process.killProcess(android.os.Process.myPid()); break;
            case "terminate": android.os.Process.raise(15); break;
            case "abort": System.load(System.getProperty("native.ends")); abort(); break;
            case "leave": System.load(System.getProperty("native.ends")); leave(5); break;
            case "crash": unsafe().putLong(0, 0); break;
            default: break;
        }
    }

    private static native void abort();

    private static native void leave(int code);

    private static Unsafe unsafe() throws ReflectiveOperationException {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return (Unsafe) field.get(null);
    }
}
