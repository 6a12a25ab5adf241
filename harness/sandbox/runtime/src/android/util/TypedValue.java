package android.util;

import harness.runtime.res.ResValue;

/** A value of a resource, and units of sizes. */
public class TypedValue {
    public static final int COMPLEX_UNIT_PX = 0;
    public static final int COMPLEX_UNIT_DIP = 1;
    public static final int COMPLEX_UNIT_SP = 2;
    public static final int COMPLEX_UNIT_PT = 3;
    public static final int COMPLEX_UNIT_IN = 4;
    public static final int COMPLEX_UNIT_MM = 5;

    public int type;
    public CharSequence string;
    public int data;
    public int assetCookie;
    public int resourceId;
    public int changingConfigurations = -1;
    public int density;

    /** Takes a value over, found as the resource {@code id}. */
    public final void set(ResValue value, int id) {
        type = value.type();
        data = value.data();
        string = value.text();
        assetCookie = value.type() == ResValue.STRING ? 1 : 0;
        resourceId = id;
    }

    public void setTo(TypedValue other) {
        type = other.type;
        string = other.string;
        data = other.data;
        assetCookie = other.assetCookie;
        resourceId = other.resourceId;
        density = other.density;
    }

    public final float getFloat() {
        return Float.intBitsToFloat(data);
    }

    public boolean isColorType() {
        return type >= ResValue.FIRST_COLOR && type <= ResValue.LAST_COLOR;
    }

    public int getComplexUnit() {
        return data & 15;
    }

    public final CharSequence coerceToString() {
        return type == ResValue.STRING ? string : coerceToString(type, data);
    }

    public static final String coerceToString(int type, int data) {
        return ResValue.of(type, data, null, 0).said();
    }

    public float getDimension(DisplayMetrics metrics) {
        return complexToDimension(data, metrics);
    }

    public float getFraction(float base, float parent) {
        return complexToFraction(data, base, parent);
    }

    public static float complexToFloat(int complex) {
        return ResValue.complex(complex);
    }

    public static float complexToFraction(int data, float base, float parent) {
        return ResValue.complex(data) * ((data & 15) == 1 ? parent : base);
    }

    public static float complexToDimension(int data, DisplayMetrics metrics) {
        return applyDimension(data & 15, ResValue.complex(data), metrics);
    }

    public static int complexToDimensionPixelOffset(int data, DisplayMetrics metrics) {
        return (int) complexToDimension(data, metrics);
    }

    /** Rounded, and never nothing of what is something. */
    public static int complexToDimensionPixelSize(int data, DisplayMetrics metrics) {
        float value = complexToDimension(data, metrics);
        int rounded = (int) (value >= 0 ? value + 0.5f : value - 0.5f);
        return rounded != 0 || value == 0 ? rounded : value > 0 ? 1 : -1;
    }

    public static float applyDimension(int unit, float value, DisplayMetrics metrics) {
        return switch (unit) {
            case COMPLEX_UNIT_DIP -> value * metrics.density;
            case COMPLEX_UNIT_SP -> value * metrics.scaledDensity;
            case COMPLEX_UNIT_PT -> value * metrics.xdpi / 72;
            case COMPLEX_UNIT_IN -> value * metrics.xdpi;
            case COMPLEX_UNIT_MM -> value * metrics.xdpi / 25.4f;
            default -> value;
        };
    }
}
