package android.util;

import harness.runtime.Sys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;

/** Lines for the device's log. */
public final class Log {
    public static final int VERBOSE = 2;
    public static final int DEBUG = 3;
    public static final int INFO = 4;
    public static final int WARN = 5;
    public static final int ERROR = 6;
    public static final int ASSERT = 7;

    private Log() {}

    public static int v(String tag, String message) {
        return write(VERBOSE, tag, message, null);
    }

    public static int v(String tag, String message, Throwable error) {
        return write(VERBOSE, tag, message, error);
    }

    public static int d(String tag, String message) {
        return write(DEBUG, tag, message, null);
    }

    public static int d(String tag, String message, Throwable error) {
        return write(DEBUG, tag, message, error);
    }

    public static int i(String tag, String message) {
        return write(INFO, tag, message, null);
    }

    public static int i(String tag, String message, Throwable error) {
        return write(INFO, tag, message, error);
    }

    public static int w(String tag, String message) {
        return write(WARN, tag, message, null);
    }

    public static int w(String tag, String message, Throwable error) {
        return write(WARN, tag, message, error);
    }

    public static int w(String tag, Throwable error) {
        return write(WARN, tag, "", error);
    }

    public static int e(String tag, String message) {
        return write(ERROR, tag, message, null);
    }

    public static int e(String tag, String message, Throwable error) {
        return write(ERROR, tag, message, error);
    }

    public static int wtf(String tag, String message) {
        return write(ASSERT, tag, message, null);
    }

    public static int println(int priority, String tag, String message) {
        return write(priority, tag, message, null);
    }

    public static boolean isLoggable(String tag, int level) {
        return level >= INFO;
    }

    /** Empty when the network is merely not there, so that apps do not fill the log with it. */
    public static String getStackTraceString(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "";
            }
        }
        StringWriter out = new StringWriter();
        if (error != null) {
            error.printStackTrace(new PrintWriter(out));
        }
        return out.toString();
    }

    private static int write(int priority, String tag, String message, Throwable error) {
        String text = error == null ? String.valueOf(message) : message + "\n" + getStackTraceString(error).stripTrailing();
        Sys.tell("log", "priority", priority, "tag", String.valueOf(tag), "message", text);
        return text.length();
    }
}
