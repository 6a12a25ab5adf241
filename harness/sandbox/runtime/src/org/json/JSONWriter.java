package org.json;

import java.util.Iterator;

/** Writes values as text, with or without indentation. */
final class JSONWriter {
    private final StringBuilder out = new StringBuilder();
    private final int indent;
    private int depth;

    JSONWriter(int indent) {
        this.indent = indent;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    JSONWriter value(Object value) throws JSONException {
        if (value instanceof JSONObject object) {
            object(object);
        } else if (value instanceof JSONArray array) {
            array(array);
        } else if (value == null || value == JSONObject.NULL || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number number) {
            out.append(JSONObject.numberToString(number));
        } else {
            quote(value.toString());
        }
        return this;
    }

    private void object(JSONObject object) throws JSONException {
        if (object.length() == 0) {
            out.append("{}");
            return;
        }
        out.append('{');
        depth++;
        Iterator<String> keys = object.keys();
        while (keys.hasNext()) {
            String key = keys.next();
            line();
            quote(key);
            out.append(indent > 0 ? ": " : ":");
            value(object.opt(key));
            out.append(keys.hasNext() ? "," : "");
        }
        depth--;
        line();
        out.append('}');
    }

    private void array(JSONArray array) throws JSONException {
        if (array.length() == 0) {
            out.append("[]");
            return;
        }
        out.append('[');
        depth++;
        for (int i = 0; i < array.length(); i++) {
            line();
            value(array.opt(i));
            out.append(i + 1 < array.length() ? "," : "");
        }
        depth--;
        line();
        out.append(']');
    }

    private void line() {
        if (indent > 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    /** Escapes the slash as well, as Android does. */
    void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int control = "\t\b\n\r\f".indexOf(c);
            if (c == '"' || c == '\\' || c == '/') {
                out.append('\\').append(c);
            } else if (control >= 0) {
                out.append('\\').append("tbnrf".charAt(control));
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
