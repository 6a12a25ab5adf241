package harness.runtime.res;

/** For which devices a resource is meant, and how well it fits this one: portrait, 1080 x 2160 at 420 dpi, 411 x 822 dp. */
final class ResConfig {
    private static final int MCC = 460;
    private static final int PORTRAIT = 1;
    private static final int DENSITY = 420;
    private static final int WIDTH = 411;
    private static final int HEIGHT = 822;
    private static final int NORMAL = 2;
    private static final int ANY = 0xfffe;
    private static final int NONE = 0xffff;

    private final Chunks data;
    private final int at;
    private final int size;

    ResConfig(Chunks data, int at) {
        this.data = data;
        this.at = at;
        this.size = data.count(at);
    }

    private int u8(int field) {
        return field < size ? data.u8(at + field) : 0;
    }

    private int u16(int field) {
        return field + 1 < size ? data.u16(at + field) : 0;
    }

    private String letters(int field) {
        int first = u8(field);
        if (first >= 0x80) { // three letters, packed by five bits
            int bits = first << 8 | u8(field + 1);
            int base = field == 8 ? 'a' : '0';
            return "" + (char) (base + (bits & 31)) + (char) (base + (bits >> 5 & 31)) + (char) (base + (bits >> 10 & 31));
        }
        return first == 0 ? "" : "" + (char) first + (char) u8(field + 1);
    }

    /** How well it fits: more is better; negative when it does not fit at all. What Android compares first weighs most. */
    long fit(String language, String country, int api) {
        String wanted = letters(8);
        String region = letters(10);
        int mode = u8(29);
        int layout = u8(28);
        int shown = layout & 15;
        int smallest = u16(30);
        int width = u16(32);
        int height = u16(34);
        int density = u16(14);
        if (u16(4) != 0 && u16(4) != MCC || u16(6) != 0 || !wanted.isEmpty() && !wanted.equals(language)
                || !region.isEmpty() && !region.equals(country) || (layout & 0xc0) == 0x80 || shown > NORMAL
                || smallest > WIDTH || width > WIDTH || height > HEIGHT || (layout & 0x30) == 0x10
                || u8(12) != 0 && u8(12) != PORTRAIT || (mode & 15) > 1 || (mode & 0x30) == 0x20 || u16(24) > api) {
            return -1;
        }
        long fit = u16(4) != 0 ? 1 : 0;
        fit = fit << 1 | (wanted.isEmpty() ? 0 : 1);
        fit = fit << 1 | (region.isEmpty() ? 0 : 1);
        fit = fit << 10 | smallest;
        fit = fit << 10 | width;
        fit = fit << 10 | height;
        fit = fit << 3 | shown;
        fit = fit << 1 | (u8(12) != 0 ? 1 : 0);
        fit = fit << 1 | ((mode & 0x30) != 0 ? 1 : 0);
        fit = fit << 11 | near(density);
        return fit << 7 | Math.min(u16(24), 127);
    }

    /** Any density is best, then the next larger one, then the next smaller; without one it counts as 160. */
    private static int near(int density) {
        if (density == ANY) {
            return 2047;
        }
        int own = density == 0 || density == NONE ? 160 : density;
        return Math.max(0, own >= DENSITY ? 2000 - (own - DENSITY) : 1000 - (DENSITY - own));
    }
}
