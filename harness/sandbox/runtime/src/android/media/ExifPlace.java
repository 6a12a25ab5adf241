package android.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the GPS directory of a JPEG's Exif part; not a class of Android. */
final class ExifPlace {
    private ExifPlace() {}

    /** Latitude and longitude; null for a file that does not say, or is none. */
    static float[] read(byte[] file) {
        try {
            for (int at = 2; (file[at] & 255) == 0xff && (file[at + 1] & 255) != 0xda; ) {
                int length = (file[at + 2] & 255) << 8 | file[at + 3] & 255;
                if ((file[at + 1] & 255) == 0xe1 && file[at + 4] == 'E' && file[at + 5] == 'x') {
                    return tiff(ByteBuffer.wrap(file, at + 10, length - 8).slice());
                }
                at += 2 + length;
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // Not a file that says where it was taken.
        }
        return null;
    }

    private static float[] tiff(ByteBuffer data) {
        data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int pointer = entry(data, data.getInt(4), 0x8825);
        if (pointer < 0) {
            return null;
        }
        int directory = data.getInt(pointer + 8);
        Float latitude = degrees(data, directory, 1, 'S');
        Float longitude = degrees(data, directory, 3, 'W');
        return latitude == null || longitude == null ? null : new float[] {latitude, longitude};
    }

    private static int entry(ByteBuffer data, int directory, int tag) {
        for (int i = 0, count = data.getShort(directory) & 0xffff; i < count; i++) {
            int at = directory + 2 + 12 * i;
            if ((data.getShort(at) & 0xffff) == tag) {
                return at;
            }
        }
        return -1;
    }

    /** The tag holds the hemisphere; the one after it degrees, minutes and seconds as fractions. */
    private static Float degrees(ByteBuffer data, int directory, int tag, char negative) {
        int side = entry(data, directory, tag);
        int value = entry(data, directory, tag + 1);
        if (side < 0 || value < 0) {
            return null;
        }
        int at = data.getInt(value + 8);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += (data.getInt(at + 8 * i) & 0xffffffffL) / (double) (data.getInt(at + 8 * i + 4) & 0xffffffffL) / Math.pow(60, i);
        }
        return (float) (data.get(side + 8) == negative ? -sum : sum);
    }
}
