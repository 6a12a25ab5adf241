package android.content.res;

import android.graphics.drawable.Drawable;
import android.util.TypedValue;
import harness.runtime.res.ResValue;

/** Values of attributes, in the order in which they were asked for. */
public class TypedArray implements AutoCloseable {
    private final Resources resources;
    private final Resources.Theme theme;
    private final ResValue[] values;
    private final int[] ids;

    /** {@code ids}: the resource that each value was found as; 0 for a value that stood there itself. */
    TypedArray(Resources resources, Resources.Theme theme, ResValue[] values, int[] ids) {
        this.resources = resources;
        this.theme = theme;
        this.values = values;
        this.ids = ids;
    }

    private ResValue at(int index) {
        ResValue value = index < 0 || index >= values.length ? null : values[index];
        return value == null || value.type() == ResValue.NULL && value.bag() == null ? null : value;
    }

    public int length() {
        return values.length;
    }

    public int getIndexCount() {
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            count += at(i) == null ? 0 : 1;
        }
        return count;
    }

    public int getIndex(int position) {
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (at(i) != null && count++ == position) {
                return i;
            }
        }
        throw new ArrayIndexOutOfBoundsException(position);
    }

    public Resources getResources() {
        return resources;
    }

    public CharSequence getText(int index) {
        return getString(index);
    }

    public String getString(int index) {
        ResValue value = at(index);
        return value == null ? null : value.said();
    }

    public String getNonResourceString(int index) {
        return at(index) == null || ids[index] != 0 ? null : at(index).text();
    }

    public boolean getBoolean(int index, boolean fallback) {
        ResValue value = at(index);
        return value != null && value.isInt() ? value.data() != 0 : fallback;
    }

    public int getInt(int index, int fallback) {
        ResValue value = at(index);
        return value != null && value.isInt() ? value.data() : fallback;
    }

    public int getInteger(int index, int fallback) {
        return getInt(index, fallback);
    }

    public float getFloat(int index, float fallback) {
        ResValue value = at(index);
        return value == null ? fallback
                : value.type() == ResValue.FLOAT ? Float.intBitsToFloat(value.data()) : value.isInt() ? value.data() : fallback;
    }

    public int getColor(int index, int fallback) {
        ColorStateList colors = getColorStateList(index);
        return colors == null ? fallback : colors.getDefaultColor();
    }

    public ColorStateList getColorStateList(int index) {
        ResValue value = at(index);
        return value == null ? null : resources.colors(value);
    }

    public float getDimension(int index, float fallback) {
        ResValue value = at(index);
        return value != null && value.type() == ResValue.DIMENSION
                ? TypedValue.complexToDimension(value.data(), resources.getDisplayMetrics()) : fallback;
    }

    public int getDimensionPixelOffset(int index, int fallback) {
        ResValue value = at(index);
        return value != null && value.type() == ResValue.DIMENSION ? (int) getDimension(index, 0) : fallback;
    }

    public int getDimensionPixelSize(int index, int fallback) {
        ResValue value = at(index);
        return value != null && value.type() == ResValue.DIMENSION
                ? TypedValue.complexToDimensionPixelSize(value.data(), resources.getDisplayMetrics()) : fallback;
    }

    /** A size of a layout: a dimension, or what stands for the parent's or the content's. */
    public int getLayoutDimension(int index, int fallback) {
        ResValue value = at(index);
        return value != null && value.isInt() ? value.data() : getDimensionPixelSize(index, fallback);
    }

    public int getLayoutDimension(int index, String name) {
        ResValue value = at(index);
        if (value == null) {
            throw new UnsupportedOperationException("You must supply a " + name + " attribute.");
        }
        return getLayoutDimension(index, 0);
    }

    public float getFraction(int index, int base, int parent, float fallback) {
        ResValue value = at(index);
        return value != null && value.type() == ResValue.FRACTION ? TypedValue.complexToFraction(value.data(), base, parent) : fallback;
    }

    public int getResourceId(int index, int fallback) {
        return at(index) == null || ids[index] == 0 ? fallback : ids[index];
    }

    public Drawable getDrawable(int index) {
        ResValue value = at(index);
        return value == null ? null : resources.drawable(value);
    }

    public CharSequence[] getTextArray(int index) {
        ResValue value = at(index);
        return value == null || value.bag() == null ? null : resources.texts(value);
    }

    public boolean getValue(int index, TypedValue into) {
        ResValue value = at(index);
        if (value == null) {
            return false;
        }
        into.set(value, ids[index]);
        return true;
    }

    public TypedValue peekValue(int index) {
        TypedValue value = new TypedValue();
        return getValue(index, value) ? value : null;
    }

    public int getType(int index) {
        return at(index) == null ? ResValue.NULL : at(index).type();
    }

    public boolean hasValue(int index) {
        return at(index) != null;
    }

    public boolean hasValueOrEmpty(int index) {
        return index >= 0 && index < values.length && values[index] != null;
    }

    public String getPositionDescription() {
        return "<internal>";
    }

    public int getChangingConfigurations() {
        return 0;
    }

    public void recycle() {}

    public void close() {}
}
