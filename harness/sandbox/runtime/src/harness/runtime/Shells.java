package harness.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of shells, what Android has and the sandbox does not do, and tells the system of them. */
public final class Shells {
    private static final int MOST = 5000;
    private static final Map<String, LongAdder> CALLS = new ConcurrentHashMap<>();
    private static final Map<String, Long> TOLD = new ConcurrentHashMap<>();

    private Shells() {}

    /** Every shell calls this first; its first call is told at once, all of them by {@link #tell}. */
    public static void called(String owner, String name, String shape) {
        String method = owner.concat(".").concat(name);
        LongAdder calls = CALLS.get(method);
        if (calls == null) {
            if (CALLS.size() >= MOST) {
                return;
            }
            calls = CALLS.computeIfAbsent(method, key -> new LongAdder());
            calls.increment();
            tell();
        } else {
            calls.increment();
        }
    }

    /** Tells how often each was called, as far as that has changed. */
    public static void tell() {
        Map<String, Object> changed = new LinkedHashMap<>();
        for (Map.Entry<String, LongAdder> entry : CALLS.entrySet()) {
            long calls = entry.getValue().sum();
            if (!Long.valueOf(calls).equals(TOLD.put(entry.getKey(), calls))) {
                changed.put(entry.getKey().replace('/', '.'), calls);
            }
        }
        if (!changed.isEmpty()) {
            Sys.tell("shells.called", "calls", changed);
        }
    }
}
