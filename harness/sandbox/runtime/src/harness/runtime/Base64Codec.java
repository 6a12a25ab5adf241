package harness.runtime;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Base64 without java.util.Base64 or android.util.Base64, both of which an app's hooks watch. */
public final class Base64Codec {
    private static final String COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LINE_GROUPS = 19;

    private Base64Codec() {}

    public static byte[] encode(byte[] data, int offset, int length, boolean url, boolean pad, boolean wrap, boolean crlf) {
        String alphabet = COMMON + (url ? "-_" : "+/");
        ByteArrayOutputStream out = new ByteArrayOutputStream(length * 4 / 3 + 8);
        int groups = 0;
        for (int i = offset; i < offset + length; i += 3) {
            if (wrap && groups == LINE_GROUPS) {
                newline(out, crlf);
                groups = 0;
            }
            int left = Math.min(3, offset + length - i);
            int bits = (data[i] & 255) << 16 | (left > 1 ? (data[i + 1] & 255) << 8 : 0) | (left > 2 ? data[i + 2] & 255 : 0);
            for (int j = 0; j < 4; j++) {
                if (j <= left) {
                    out.write(alphabet.charAt(bits >> (18 - 6 * j) & 63));
                } else if (pad) {
                    out.write('=');
                }
            }
            groups++;
        }
        if (wrap && length > 0) {
            newline(out, crlf);
        }
        return out.toByteArray();
    }

    /** Skips white space and everything else outside the alphabet, like Android; bad padding is an error. */
    public static byte[] decode(byte[] text, boolean url) {
        int[] values = table(url);
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 3 / 4);
        int bits = 0;
        int count = 0;
        int padding = 0;
        for (byte b : text) {
            if (b == '=') {
                padding++;
                continue;
            }
            int value = values[b & 255];
            if (value < 0) {
                continue;
            }
            if (padding > 0) {
                throw new IllegalArgumentException("bad base-64");
            }
            bits = bits << 6 | value;
            if (++count % 4 == 0) {
                out.write(bits >> 16);
                out.write(bits >> 8);
                out.write(bits);
            }
        }
        int rest = count % 4;
        if (rest == 1 || padding > 0 && padding != (4 - rest) % 4) {
            throw new IllegalArgumentException("bad base-64");
        }
        if (rest > 1) {
            bits <<= 6 * (4 - rest);
            out.write(bits >> 16);
            if (rest == 3) {
                out.write(bits >> 8);
            }
        }
        return out.toByteArray();
    }

    private static int[] table(boolean url) {
        int[] values = new int[256];
        Arrays.fill(values, -1);
        String alphabet = COMMON + (url ? "-_" : "+/");
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = i;
        }
        return values;
    }

    private static void newline(ByteArrayOutputStream out, boolean crlf) {
        if (crlf) {
            out.write('\r');
        }
        out.write('\n');
    }
}
