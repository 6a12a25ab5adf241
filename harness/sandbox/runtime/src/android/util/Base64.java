package android.util;

import harness.runtime.Base64Codec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Base64 with Android's flags; lines of 76 characters unless NO_WRAP. */
public class Base64 {
    public static final int DEFAULT = 0;
    public static final int NO_PADDING = 1;
    public static final int NO_WRAP = 2;
    public static final int CRLF = 4;
    public static final int URL_SAFE = 8;
    public static final int NO_CLOSE = 16;

    private Base64() {}

    public static byte[] encode(byte[] input, int flags) {
        return encoded(input, 0, input.length, flags);
    }

    public static byte[] encode(byte[] input, int offset, int len, int flags) {
        return encoded(input, offset, len, flags);
    }

    public static String encodeToString(byte[] input, int flags) {
        return new String(encoded(input, 0, input.length, flags), StandardCharsets.US_ASCII);
    }

    public static String encodeToString(byte[] input, int offset, int len, int flags) {
        return new String(encoded(input, offset, len, flags), StandardCharsets.US_ASCII);
    }

    public static byte[] decode(String text, int flags) {
        return Base64Codec.decode(text.getBytes(StandardCharsets.UTF_8), (flags & URL_SAFE) != 0);
    }

    public static byte[] decode(byte[] input, int flags) {
        return Base64Codec.decode(input, (flags & URL_SAFE) != 0);
    }

    public static byte[] decode(byte[] input, int offset, int len, int flags) {
        return Base64Codec.decode(Arrays.copyOfRange(input, offset, offset + len), (flags & URL_SAFE) != 0);
    }

    /** Public methods do not call each other: a hook then sees one call for each call of the app. */
    private static byte[] encoded(byte[] input, int offset, int len, int flags) {
        return Base64Codec.encode(input, offset, len, (flags & URL_SAFE) != 0, (flags & NO_PADDING) == 0,
                (flags & NO_WRAP) == 0, (flags & CRLF) != 0);
    }
}
