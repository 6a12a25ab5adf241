package com.example.app;

import android.telephony.TelephonyManager;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The commands of {@link Main}, and those that only ART has. */
public final class OnArt {
    private static volatile boolean collecting;

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("return"); line = in.readLine()) {
            System.out.println(run(line.split(" ")));
        }
    }

    private static Object run(String[] command) throws Exception {
        switch (command[0]) {
            case "from": return Late.from(command[1]);
            case "warm": return warm(Integer.parseInt(command[1]));
            case "storm": return storm(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "unseen": return Unseen.facts();
            case "overflow": return Unseen.overflow();
            default: return Main.run(command);
        }
    }

    /** A caller that the compiler takes with all that it calls, when it is called often enough. */
    private static String caller(TelephonyManager phone) {
        return phone.getSimOperator();
    }

    private static long warm(int calls) throws InterruptedException {
        TelephonyManager phone = new TelephonyManager();
        long length = 0;
        for (int i = 0; i < calls; i++) {
            length += caller(phone).length();
        }
        Thread.sleep(1000); // the compiler has a thread of its own
        return length;
    }

    /** Calls on many threads, some of which throw, while the collector runs without pause; how many there were. */
    private static long storm(int threads, int calls) throws InterruptedException {
        TelephonyManager phone = new TelephonyManager();
        collecting = true;
        Thread collector = new Thread(OnArt::collect, "collector");
        collector.start();
        AtomicLong made = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int from = i * calls;
            all[i] = new Thread(() -> {
                for (int n = from; n < from + calls; n++) {
                    wrong.addAndGet(phone.getDeviceId(n).equals("86000000000000" + n) ? 0 : 1);
                    wrong.addAndGet(caller(phone).equals("46001") ? 0 : 1);
                    made.addAndGet(2);
                    if (n % 100 == 0) {
                        made.incrementAndGet();
                        try {
                            phone.getImei(n);
                            wrong.incrementAndGet();
                        } catch (SecurityException e) {
                            wrong.addAndGet(e == phone.denied() ? 0 : 1);
                        }
                    }
                }
            }, "storm-" + i);
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        collecting = false;
        collector.join();
        return wrong.get() == 0 ? made.get() : -wrong.get();
    }

    private static void collect() {
        while (collecting) {
            System.gc();
            System.runFinalization();
            byte[][] garbage = new byte[64][];
            for (int i = 0; i < garbage.length; i++) {
                garbage[i] = new byte[16384];
            }
        }
    }
}
