package com.brightbeam.lantern;

import android.util.Log;
import java.util.Map;
import java.util.TreeMap;

/**
 * The app's own count of its sensitive calls, so that tests can compare it with what was observed from outside. Every
 * call site says {@link #hit} right before its call; {@link #log} writes the totals so far to the log.
 */
public final class Count {
    private static final Map<String, Integer> TOTALS = new TreeMap<String, Integer>();

    private Count() {}

    public static synchronized void hit(String accessPoint) {
        Integer before = TOTALS.get(accessPoint);
        TOTALS.put(accessPoint, before == null ? 1 : before + 1);
    }

    public static synchronized void log(String step) {
        StringBuilder out = new StringBuilder("{\"step\": \"" + step + "\", \"counts\": {");
        String comma = "";
        for (Map.Entry<String, Integer> total : TOTALS.entrySet()) {
            out.append(comma).append('"').append(total.getKey()).append("\": ").append(total.getValue());
            comma = ", ";
        }
        Log.i("LanternCount", out.append("}}").toString());
    }
}
