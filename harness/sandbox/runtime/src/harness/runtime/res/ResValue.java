package harness.runtime.res;

import java.util.Map;

/**
 * A value as resources.arsc and XML hold it: Android's type, its data, and the text of a string. A bag (an array, a
 * style, plurals) has {@code bag} by attribute or position, and a style its {@code parent}. {@code id}: where it was found.
 */
public record ResValue(int type, int data, String text, int id, Map<Integer, ResValue> bag, int parent) {
    public static final int NULL = 0;
    public static final int REFERENCE = 1;
    public static final int ATTRIBUTE = 2;
    public static final int STRING = 3;
    public static final int FLOAT = 4;
    public static final int DIMENSION = 5;
    public static final int FRACTION = 6;
    public static final int INT_DEC = 16;
    public static final int INT_BOOLEAN = 18;
    public static final int FIRST_COLOR = 28;
    public static final int LAST_COLOR = 31;

    public static ResValue of(int type, int data, String text, int id) {
        return new ResValue(type, data, text, id, null, 0);
    }

    public ResValue at(int place) {
        return new ResValue(type, data, text, place, bag, parent);
    }

    public boolean isColor() {
        return type >= FIRST_COLOR && type <= LAST_COLOR;
    }

    public boolean isInt() {
        return type >= INT_DEC && type <= LAST_COLOR;
    }

    /** A drawable, layout or raw resource is a file. */
    public boolean isFile() {
        return type == STRING && text != null && text.indexOf('/') >= 0;
    }

    private static final float[] RADIX = {1f / (1 << 8), 1f / (1 << 15), 1f / (1 << 23), 1f / (1L << 31)};

    /** The number of a dimension or fraction (24 bits, of which two bits say where the point is). */
    public static float complex(int data) {
        return (data & 0xffffff00) * RADIX[data >> 4 & 3];
    }

    /** What {@code TypedValue.coerceToString} says. */
    public String said() {
        return switch (type) {
            case STRING -> text;
            case NULL -> null;
            case REFERENCE -> "@" + data;
            case ATTRIBUTE -> "?" + data;
            case FLOAT -> Float.toString(Float.intBitsToFloat(data));
            case DIMENSION -> complex(data) + new String[] {"px", "dip", "sp", "pt", "in", "mm"}[Math.min(data & 15, 5)];
            case FRACTION -> complex(data) * 100 + "%";
            case 17 -> "0x" + Integer.toHexString(data);
            case INT_BOOLEAN -> data != 0 ? "true" : "false";
            default -> isColor() ? "#" + Integer.toHexString(data) : Integer.toString(data);
        };
    }
}
