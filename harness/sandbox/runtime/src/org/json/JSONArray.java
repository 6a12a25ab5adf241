package org.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Values in order. */
public class JSONArray {
    private final List<Object> values = new ArrayList<>();

    public JSONArray() {}

    public JSONArray(Collection<?> from) {
        from.forEach(value -> values.add(JSONObject.wrap(value)));
    }

    public JSONArray(JSONTokener from) throws JSONException {
        Object read = from.nextValue();
        if (!(read instanceof JSONArray array)) {
            throw new JSONException("Value " + read + " cannot be converted to JSONArray");
        }
        values.addAll(array.values);
    }

    public JSONArray(String json) throws JSONException {
        this(new JSONTokener(json));
    }

    public JSONArray(Object array) throws JSONException {
        if (!array.getClass().isArray()) {
            throw new JSONException("Not a primitive array: " + array.getClass());
        }
        values.addAll(((JSONArray) JSONObject.wrap(array)).values);
    }

    public int length() {
        return values.size();
    }

    public JSONArray put(boolean value) {
        values.add(value);
        return this;
    }

    public JSONArray put(double value) throws JSONException {
        values.add(JSON.checkDouble(value));
        return this;
    }

    public JSONArray put(int value) {
        values.add(value);
        return this;
    }

    public JSONArray put(long value) {
        values.add(value);
        return this;
    }

    public JSONArray put(Object value) {
        values.add(value);
        return this;
    }

    public JSONArray put(int index, Object value) throws JSONException {
        while (values.size() <= index) {
            values.add(null);
        }
        values.set(index, value);
        return this;
    }

    public boolean isNull(int index) {
        Object value = opt(index);
        return value == null || value == JSONObject.NULL;
    }

    public Object get(int index) throws JSONException {
        Object value = opt(index);
        if (value == null) {
            throw new JSONException(index < 0 || index >= values.size()
                    ? "Index " + index + " out of range [0.." + values.size() + ")"
                    : "Value at " + index + " is null.");
        }
        return value;
    }

    public Object opt(int index) {
        return index < 0 || index >= values.size() ? null : values.get(index);
    }

    public Object remove(int index) {
        return index < 0 || index >= values.size() ? null : values.remove(index);
    }

    private <T> T need(int index, T converted, String type) throws JSONException {
        Object value = get(index);
        if (converted == null) {
            throw JSON.typeMismatch(index, value, type);
        }
        return converted;
    }

    public boolean getBoolean(int index) throws JSONException {
        return need(index, JSON.toBoolean(opt(index)), "boolean");
    }

    public boolean optBoolean(int index) {
        return Boolean.TRUE.equals(JSON.toBoolean(opt(index)));
    }

    public double getDouble(int index) throws JSONException {
        return need(index, JSON.toDouble(opt(index)), "double");
    }

    public double optDouble(int index) {
        Double value = JSON.toDouble(opt(index));
        return value == null ? Double.NaN : value;
    }

    public int getInt(int index) throws JSONException {
        return need(index, JSON.toInteger(opt(index)), "int");
    }

    public int optInt(int index) {
        Integer value = JSON.toInteger(opt(index));
        return value == null ? 0 : value;
    }

    public long getLong(int index) throws JSONException {
        return need(index, JSON.toLong(opt(index)), "long");
    }

    public long optLong(int index) {
        Long value = JSON.toLong(opt(index));
        return value == null ? 0 : value;
    }

    public String getString(int index) throws JSONException {
        return need(index, JSON.toString(opt(index)), "String");
    }

    public String optString(int index) {
        String value = JSON.toString(opt(index));
        return value == null ? "" : value;
    }

    public String optString(int index, String fallback) {
        String value = JSON.toString(opt(index));
        return value == null ? fallback : value;
    }

    public JSONArray getJSONArray(int index) throws JSONException {
        return need(index, optJSONArray(index), "JSONArray");
    }

    public JSONArray optJSONArray(int index) {
        return opt(index) instanceof JSONArray array ? array : null;
    }

    public JSONObject getJSONObject(int index) throws JSONException {
        return need(index, optJSONObject(index), "JSONObject");
    }

    public JSONObject optJSONObject(int index) {
        return opt(index) instanceof JSONObject object ? object : null;
    }

    public String join(String separator) throws JSONException {
        StringBuilder out = new StringBuilder();
        for (Object value : values) {
            out.append(out.length() == 0 ? "" : separator).append(new JSONWriter(0).value(value));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        try {
            return new JSONWriter(0).value(this).toString();
        } catch (JSONException e) {
            return null;
        }
    }

    public String toString(int indent) throws JSONException {
        return new JSONWriter(indent).value(this).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JSONArray array && array.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
