package android.os;

/** Clocks that count from the start of the device; here, of the process. */
public final class SystemClock {
    private static final long START = System.nanoTime() - 60_000_000_000L;

    private SystemClock() {}

    public static long uptimeMillis() {
        return (System.nanoTime() - START) / 1_000_000;
    }

    public static long elapsedRealtime() {
        return uptimeMillis();
    }

    public static long elapsedRealtimeNanos() {
        return System.nanoTime() - START;
    }

    public static long currentThreadTimeMillis() {
        return uptimeMillis();
    }

    public static void sleep(long millis) {
        long end = uptimeMillis() + millis;
        boolean interrupted = false;
        for (long left = millis; left > 0; left = end - uptimeMillis()) {
            try {
                Thread.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
