package org.harness.probe;

import android.content.Context;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the calls of the catalogue and keeps the account of them. */
final class Caller {
    private static final int POINT = 0, WAY = 1, CLASS = 2, METHOD = 3, CALLED = 4, LETTERS = 5;

    /** What was read as text, by point: what the ways out send. */
    static final Map<String, String> READ = new LinkedHashMap<>();

    private Caller() {}

    static boolean needsScreen(String row) {
        return row.split("\\|", -1)[LETTERS].contains("s");
    }

    static String point(String row) {
        return row.split("\\|", -1)[POINT];
    }

    /** Makes one call; {@code from} says what of the app does. */
    static void call(String row, Context context, String from) {
        String[] known = row.split("\\|", -1);
        String letters = known[LETTERS];
        Json json = new Json().put("call", known[POINT]).put("way", known[WAY]).put("from", from);
        json.put("by", known[CLASS] + "." + known[METHOD]).put("thread", Thread.currentThread().getName());
        long begun = System.currentTimeMillis(), begunNs = System.nanoTime();
        try {
            Object value = Class.forName(known[CLASS]).getMethod(known[METHOD], Context.class).invoke(null, context);
            long took = System.nanoTime() - begunNs;
            json.put("at", begun).put("us", took / 1000);
            boolean nothing = letters.contains("n");
            String out = letters.contains("c") ? "cell" : !letters.contains("j") ? "done" : nothing ? "nothing" : "value";
            json.put("out", out);
            if (!nothing) {
                json.put("value", Outcome.of(value));
                keep(known[POINT], value);
            }
        } catch (InvocationTargetException e) {
            json.put("at", begun).put("us", (System.nanoTime() - begunNs) / 1000);
            thrown(json, e.getCause(), known);
        } catch (Throwable e) {
            json.put("at", begun).put("us", 0).put("out", "missing").put("why", String.valueOf(e));
        }
        Account.line(json);
    }

    private static synchronized void keep(String point, Object value) {
        if (value instanceof String && ((String) value).length() >= 6 && ((String) value).length() <= 200) {
            READ.put(point, (String) value);
        }
    }

    /**
     * An exception is the point's where the point's method is on its stack above the caller's; it is no call of the
     * point where the caller itself did not come so far, or where there is no such method.
     */
    private static void thrown(Json json, Throwable error, String[] known) {
        boolean missing = error instanceof IncompatibleClassChangeError || error instanceof NoClassDefFoundError
                || error instanceof VerifyError || error instanceof ReflectiveOperationException
                || error instanceof UnsatisfiedLinkError && !known[LETTERS].contains("u");
        boolean reached = false;
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().equals(known[CLASS]) && frame.getMethodName().equals(known[METHOD])) {
                break;
            }
            reached |= frame.getMethodName().equals(known[CALLED]) || known[CALLED].equals("-");
        }
        String out = missing ? "missing" : !reached ? "unreached" : known[LETTERS].contains("u") ? "done" : "threw";
        json.put("out", out);
        json.put("type", error.getClass().getName());
        String why = String.valueOf(error.getMessage());
        json.put("why", why.length() > 300 ? why.substring(0, 300) : why);
    }
}
