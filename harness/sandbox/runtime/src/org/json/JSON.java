package org.json;

/** Conversions and checks that objects and arrays share. */
final class JSON {
    private JSON() {}

    static double checkDouble(double value) throws JSONException {
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw new JSONException("Forbidden numeric value: " + value);
        }
        return value;
    }

    static Boolean toBoolean(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof String text) {
            return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
        }
        return null;
    }

    static Double toDouble(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return value instanceof String text ? Double.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Long toLong(Object value) {
        if (value instanceof String text && text.matches("[-+]?[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        Double number = toDouble(value);
        return number == null ? null : (Long) number.longValue();
    }

    static Integer toInteger(Object value) {
        Long number = toLong(value);
        return number == null ? null : (Integer) number.intValue();
    }

    static String toString(Object value) {
        return value == null || value instanceof String ? (String) value : String.valueOf(value);
    }

    static JSONException typeMismatch(Object key, Object actual, String wanted) {
        if (actual == null) {
            return new JSONException("Value at " + key + " is null.");
        }
        return new JSONException("Value " + actual + " at " + key + " of type " + actual.getClass().getName()
                + " cannot be converted to " + wanted);
    }
}
