package org.harness.probe;

/** One JSON object, written without the platform's classes: none of them may be an access point. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    Json put(String key, String value) {
        return raw(key, value == null ? "null" : quoted(value));
    }

    Json put(String key, long value) {
        return raw(key, Long.toString(value));
    }

    Json put(String key, Json value) {
        return raw(key, value.toString());
    }

    Json raw(String key, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quoted(key)).append(':').append(json);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }

    static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                String digits = Integer.toHexString(c);
                out.append("\\u").append("0000", 0, 4 - digits.length()).append(digits);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
