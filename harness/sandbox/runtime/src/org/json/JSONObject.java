package org.json;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values. */
public class JSONObject {
    public static final Object NULL = new Object() {
        @Override
        public boolean equals(Object other) {
            return other == this || other == null;
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return "null";
        }
    };

    private final Map<String, Object> values = new LinkedHashMap<>();

    public JSONObject() {}

    public JSONObject(Map<?, ?> from) {
        from.forEach((key, value) -> {
            if (key == null) {
                throw new NullPointerException("key == null");
            }
            values.put((String) key, wrap(value));
        });
    }

    public JSONObject(JSONTokener from) throws JSONException {
        Object read = from.nextValue();
        if (!(read instanceof JSONObject object)) {
            throw new JSONException("Value " + read + " cannot be converted to JSONObject");
        }
        values.putAll(object.values);
    }

    public JSONObject(String json) throws JSONException {
        this(new JSONTokener(json));
    }

    public JSONObject(JSONObject from, String[] names) throws JSONException {
        for (String name : names) {
            if (from.opt(name) != null) {
                values.put(name, from.opt(name));
            }
        }
    }

    public int length() {
        return values.size();
    }

    public JSONObject put(String name, boolean value) throws JSONException {
        values.put(check(name), value);
        return this;
    }

    public JSONObject put(String name, double value) throws JSONException {
        values.put(check(name), JSON.checkDouble(value));
        return this;
    }

    public JSONObject put(String name, int value) throws JSONException {
        values.put(check(name), value);
        return this;
    }

    public JSONObject put(String name, long value) throws JSONException {
        values.put(check(name), value);
        return this;
    }

    public JSONObject put(String name, Object value) throws JSONException {
        if (value == null) {
            values.remove(name);
            return this;
        }
        if (value instanceof Number number) {
            JSON.checkDouble(number.doubleValue());
        }
        values.put(check(name), value);
        return this;
    }

    public JSONObject putOpt(String name, Object value) throws JSONException {
        return name == null || value == null ? this : put(name, value);
    }

    public JSONObject accumulate(String name, Object value) throws JSONException {
        Object current = values.get(check(name));
        if (current == null) {
            return put(name, value);
        }
        JSONArray array = current instanceof JSONArray existing ? existing : new JSONArray().put(current);
        values.put(name, array.put(value));
        return this;
    }

    private static String check(String name) throws JSONException {
        if (name == null) {
            throw new JSONException("Names must be non-null");
        }
        return name;
    }

    public Object remove(String name) {
        return values.remove(name);
    }

    public boolean isNull(String name) {
        Object value = values.get(name);
        return value == null || value == NULL;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Object get(String name) throws JSONException {
        Object value = values.get(name);
        if (value == null) {
            throw new JSONException("No value for " + name);
        }
        return value;
    }

    public Object opt(String name) {
        return values.get(name);
    }

    private <T> T need(String name, T converted, String type) throws JSONException {
        Object value = get(name);
        if (converted == null) {
            throw JSON.typeMismatch(name, value, type);
        }
        return converted;
    }

    public boolean getBoolean(String name) throws JSONException {
        return need(name, JSON.toBoolean(opt(name)), "boolean");
    }

    public boolean optBoolean(String name) {
        return optBoolean(name, false);
    }

    public boolean optBoolean(String name, boolean fallback) {
        Boolean value = JSON.toBoolean(opt(name));
        return value == null ? fallback : value;
    }

    public double getDouble(String name) throws JSONException {
        return need(name, JSON.toDouble(opt(name)), "double");
    }

    public double optDouble(String name) {
        return optDouble(name, Double.NaN);
    }

    public double optDouble(String name, double fallback) {
        Double value = JSON.toDouble(opt(name));
        return value == null ? fallback : value;
    }

    public int getInt(String name) throws JSONException {
        return need(name, JSON.toInteger(opt(name)), "int");
    }

    public int optInt(String name) {
        return optInt(name, 0);
    }

    public int optInt(String name, int fallback) {
        Integer value = JSON.toInteger(opt(name));
        return value == null ? fallback : value;
    }

    public long getLong(String name) throws JSONException {
        return need(name, JSON.toLong(opt(name)), "long");
    }

    public long optLong(String name) {
        return optLong(name, 0);
    }

    public long optLong(String name, long fallback) {
        Long value = JSON.toLong(opt(name));
        return value == null ? fallback : value;
    }

    public String getString(String name) throws JSONException {
        return need(name, JSON.toString(opt(name)), "String");
    }

    public String optString(String name) {
        return optString(name, "");
    }

    public String optString(String name, String fallback) {
        String value = JSON.toString(opt(name));
        return value == null ? fallback : value;
    }

    public JSONArray getJSONArray(String name) throws JSONException {
        return need(name, optJSONArray(name), "JSONArray");
    }

    public JSONArray optJSONArray(String name) {
        return opt(name) instanceof JSONArray array ? array : null;
    }

    public JSONObject getJSONObject(String name) throws JSONException {
        return need(name, optJSONObject(name), "JSONObject");
    }

    public JSONObject optJSONObject(String name) {
        return opt(name) instanceof JSONObject object ? object : null;
    }

    public Iterator<String> keys() {
        return values.keySet().iterator();
    }

    public JSONArray names() {
        return values.isEmpty() ? null : new JSONArray(new ArrayList<>(values.keySet()));
    }

    public JSONArray toJSONArray(JSONArray names) throws JSONException {
        JSONArray result = new JSONArray();
        for (int i = 0; names != null && i < names.length(); i++) {
            result.put(opt(names.getString(i)));
        }
        return names == null || names.length() == 0 ? null : result;
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

    public static String numberToString(Number number) throws JSONException {
        if (number == null) {
            throw new JSONException("Number must be non-null");
        }
        double value = JSON.checkDouble(number.doubleValue());
        if (number.equals(-0d)) {
            return "-0";
        }
        long whole = number.longValue();
        return value == whole ? Long.toString(whole) : number.toString();
    }

    public static String quote(String text) {
        JSONWriter writer = new JSONWriter(0);
        writer.quote(text == null ? "" : text);
        return writer.toString();
    }

    public static Object wrap(Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof JSONArray || value instanceof JSONObject || value == NULL) {
            return value;
        }
        if (value instanceof Collection<?> collection) {
            return new JSONArray(collection);
        }
        if (value.getClass().isArray()) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(Array.get(value, i));
            }
            return new JSONArray(items);
        }
        if (value instanceof Map<?, ?> map) {
            return new JSONObject(map);
        }
        if (value instanceof Boolean || value instanceof Number || value instanceof String) {
            return value;
        }
        return value instanceof Character || value.getClass().getName().startsWith("java.") ? value.toString() : null;
    }
}
