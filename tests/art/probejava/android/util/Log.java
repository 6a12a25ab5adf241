package android.util;

/** Keeps nothing: the probe's account is in its file, too. */
public final class Log {
    private Log() {}

    public static int i(String tag, String message) {
        return 0;
    }
}
