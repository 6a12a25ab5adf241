package android.os;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Map;

/** A bundle as activities and messages carry it. */
public final class Bundle extends BaseBundle implements Parcelable, Cloneable {
    public static final Bundle EMPTY = new Bundle();

    public Bundle() {}

    public Bundle(int capacity) {}

    public Bundle(Bundle from) {
        values.putAll(from.values);
    }

    /** A bundle of what came over the wire: JSON's long becomes the int that an app most likely put. */
    public static Bundle fromMap(Map<String, Object> from) {
        Bundle bundle = new Bundle();
        from.forEach((key, value) -> bundle.values.put(key,
                value instanceof Long number && number.intValue() == number ? (Object) number.intValue() : value));
        return bundle;
    }

    public Map<String, Object> toMap() {
        return values;
    }

    public void putAll(Bundle from) {
        values.putAll(from.values);
    }

    public void putCharSequence(String key, CharSequence value) {
        values.put(key, value);
    }

    public CharSequence getCharSequence(String key) {
        return value(key, CharSequence.class, null);
    }

    public void putFloat(String key, float value) {
        values.put(key, value);
    }

    public float getFloat(String key) {
        return getFloat(key, 0);
    }

    public float getFloat(String key, float fallback) {
        return value(key, Float.class, fallback);
    }

    public void putByteArray(String key, byte[] value) {
        values.put(key, value);
    }

    public byte[] getByteArray(String key) {
        return value(key, byte[].class, null);
    }

    public void putStringArrayList(String key, ArrayList<String> value) {
        values.put(key, value);
    }

    @SuppressWarnings("unchecked")
    public ArrayList<String> getStringArrayList(String key) {
        return value(key, ArrayList.class, null);
    }

    public void putSerializable(String key, Serializable value) {
        values.put(key, value);
    }

    public Serializable getSerializable(String key) {
        return value(key, Serializable.class, null);
    }

    public void putParcelable(String key, Parcelable value) {
        values.put(key, value);
    }

    @SuppressWarnings("unchecked")
    public <T extends Parcelable> T getParcelable(String key) {
        return (T) value(key, Parcelable.class, null);
    }

    public void putBundle(String key, Bundle value) {
        values.put(key, value);
    }

    public Bundle getBundle(String key) {
        return value(key, Bundle.class, null);
    }

    @Override
    public Object clone() {
        return new Bundle(this);
    }
}
