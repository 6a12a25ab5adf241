package harness.runtime;

import java.time.Instant;
import java.util.Calendar;
import java.util.Map;

/**
 * The device's wall clock, which its owner may set: what an app's calls of the methods of the same name are translated to
 * (harness/sandbox/runtime/reclock.py). The JVM's own clock stays, and so do the times of what is observed.
 */
public final class Clock {
    private static volatile long offset;

    private Clock() {}

    static void set(Map<String, Object> said) {
        if (said.get("offset_ms") instanceof Number number) {
            offset = number.longValue();
        }
    }

    public static long currentTimeMillis() {
        return System.currentTimeMillis() + offset;
    }

    public static Instant now() {
        return Instant.now().plusMillis(offset);
    }

    public static Calendar getInstance() {
        Calendar calendar = Calendar.getInstance();
        calendar.setTimeInMillis(currentTimeMillis());
        return calendar;
    }
}
