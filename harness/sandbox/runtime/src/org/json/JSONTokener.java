package org.json;

/** Reads JSON, and what is nearly JSON, from text. */
public class JSONTokener {
    private final String in;
    private int pos;

    public JSONTokener(String in) {
        this.in = in != null && in.startsWith("\ufeff") ? in.substring(1) : in;
    }

    public Object nextValue() throws JSONException {
        int c = nextCleanInternal();
        switch (c) {
            case -1:
                throw syntaxError("End of input");
            case '{':
                return object();
            case '[':
                return array();
            case '\'':
            case '"':
                return nextString((char) c);
            default:
                pos--;
                return literal();
        }
    }

    /** The next character that is neither white space nor comment; -1 at the end. */
    private int nextCleanInternal() throws JSONException {
        while (pos < in.length()) {
            char c = in.charAt(pos++);
            if (c == '\t' || c == ' ' || c == '\n' || c == '\r') {
                continue;
            }
            if (c == '#' || c == '/' && pos < in.length() && in.charAt(pos) == '/') {
                int end = in.indexOf('\n', pos);
                pos = end < 0 ? in.length() : end + 1;
            } else if (c == '/' && pos < in.length() && in.charAt(pos) == '*') {
                int end = in.indexOf("*/", pos + 1);
                if (end < 0) {
                    throw syntaxError("Unterminated comment");
                }
                pos = end + 2;
            } else {
                return c;
            }
        }
        return -1;
    }

    public String nextString(char quote) throws JSONException {
        StringBuilder out = new StringBuilder();
        while (pos < in.length()) {
            char c = in.charAt(pos++);
            if (c == quote) {
                return out.toString();
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw syntaxError("Unterminated string");
    }

    private char escape() throws JSONException {
        if (pos >= in.length()) {
            throw syntaxError("Unterminated escape sequence");
        }
        char c = in.charAt(pos++);
        if (c == 'u') {
            try {
                pos += 4;
                return (char) Integer.parseInt(in.substring(pos - 4, pos), 16);
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw syntaxError("Invalid escape sequence");
            }
        }
        int known = "tbnrf".indexOf(c);
        return known < 0 ? c : "\t\b\n\r\f".charAt(known);
    }

    private Object literal() throws JSONException {
        int start = pos;
        while (pos < in.length() && "{}[]/\\:,=;# \t\f\n\r".indexOf(in.charAt(pos)) < 0) {
            pos++;
        }
        String text = in.substring(start, pos);
        if (text.isEmpty()) {
            throw syntaxError("Expected literal value");
        }
        if (text.equalsIgnoreCase("null")) {
            return JSONObject.NULL;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        return number(text);
    }

    private static Object number(String text) {
        if (text.matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            return (int) value == value ? (Object) (int) value : (Object) value;
        }
        try {
            return Character.isLetter(text.charAt(0)) ? text : (Object) Double.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private JSONObject object() throws JSONException {
        JSONObject result = new JSONObject();
        int c = nextCleanInternal();
        if (c == '}') {
            return result;
        }
        pos -= c < 0 ? 0 : 1;
        while (true) {
            Object name = nextValue();
            if (!(name instanceof String)) {
                throw syntaxError("Names must be strings, but " + name + " is not");
            }
            c = nextCleanInternal();
            if (c != ':' && c != '=') {
                throw syntaxError("Expected ':' after " + name);
            }
            if (c == '=' && pos < in.length() && in.charAt(pos) == '>') {
                pos++;
            }
            result.put((String) name, nextValue());
            c = nextCleanInternal();
            if (c == '}') {
                return result;
            }
            if (c != ',' && c != ';') {
                throw syntaxError("Unterminated object");
            }
        }
    }

    private JSONArray array() throws JSONException {
        JSONArray result = new JSONArray();
        boolean separated = false;
        while (true) {
            int c = nextCleanInternal();
            if (c == -1) {
                throw syntaxError("Unterminated array");
            }
            if (c == ']') {
                if (separated) {
                    result.put((Object) null);
                }
                return result;
            }
            if (c == ',' || c == ';') {
                result.put((Object) null);
                separated = true;
                continue;
            }
            pos--;
            result.put(nextValue());
            c = nextCleanInternal();
            if (c == ']') {
                return result;
            }
            if (c != ',' && c != ';') {
                throw syntaxError("Unterminated array");
            }
            separated = true;
        }
    }

    public boolean more() {
        return pos < in.length();
    }

    public JSONException syntaxError(String message) {
        return new JSONException(message + " at character " + pos + " of " + in);
    }
}
