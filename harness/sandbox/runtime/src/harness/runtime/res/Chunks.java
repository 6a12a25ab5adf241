package harness.runtime.res;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of Android's resource chunks (ResourceTypes.h). They are an app's: what leads out of them is an exception. */
final class Chunks {
    static final int STRINGS = 0x0001;
    static final int TABLE = 0x0002;
    static final int XML = 0x0003;

    private final ByteBuffer data;

    Chunks(byte[] data) {
        this.data = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
        return data.limit();
    }

    int u8(int at) {
        return data.get(at) & 0xff;
    }

    int u16(int at) {
        return data.getShort(at) & 0xffff;
    }

    int i32(int at) {
        return data.getInt(at);
    }

    /** A length or an offset: a negative one is larger than any file. */
    int count(int at) {
        int value = i32(at);
        if (value < 0 || value > data.limit()) {
            throw new IndexOutOfBoundsException("count " + Integer.toUnsignedString(value) + " at " + at);
        }
        return value;
    }

    /** The size of the chunk that begins here: never less than its head, so that whoever walks gets on. */
    int chunk(int at) {
        int size = count(at + 4);
        if (size < 8 || size > data.limit() - at) {
            throw new IndexOutOfBoundsException("chunk of " + size + " at " + at);
        }
        return size;
    }

    String utf16(int at, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < most && u16(at + 2 * i) != 0; i++) {
            text.append((char) u16(at + 2 * i));
        }
        return text.toString();
    }

    /** A pool of texts, each decoded when it is wanted. */
    final class Strings {
        private final int count;
        private final int offsets;
        private final int start;
        private final boolean utf8;

        Strings(int at) {
            chunk(at);
            count = count(at + 8);
            utf8 = (i32(at + 16) & 0x100) != 0;
            start = at + count(at + 20);
            offsets = at + u16(at + 2);
        }

        int size() {
            return count;
        }

        String get(int number) {
            if (number < 0 || number >= count) {
                return null;
            }
            int at = start + count(offsets + 4 * number);
            if (utf8) {
                at += u8(at) >= 0x80 ? 2 : 1; // the length in characters
                int length = u8(at++);
                if (length >= 0x80) {
                    length = (length & 0x7f) << 8 | u8(at++);
                }
                byte[] bytes = new byte[length];
                data.get(at, bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }
            int length = u16(at);
            at += 2;
            if (length >= 0x8000) {
                length = (length & 0x7fff) << 16 | u16(at);
                at += 2;
            }
            if (length > (data.limit() - at) / 2) {
                throw new IndexOutOfBoundsException("text of " + length + " at " + at);
            }
            char[] text = new char[length];
            for (int i = 0; i < length; i++) {
                text[i] = (char) u16(at + 2 * i);
            }
            return new String(text);
        }
    }
}
