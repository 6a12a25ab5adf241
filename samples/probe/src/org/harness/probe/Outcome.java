package org.harness.probe;

import java.util.List;

/** A value as the account tells it. Nothing of it is asked but what the platform's own classes give. */
final class Outcome {
    private static final int LONGEST = 600;
    private static final int MOST = 12;

    private Outcome() {}

    static Json of(Object value) {
        return of(value, 0);
    }

    private static Json of(Object value, int depth) {
        Json json = new Json();
        if (value == null) {
            return json.put("k", "null");
        }
        json.put("t", value.getClass().getName());
        if (value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof Character) {
            String text = String.valueOf(value);
            json.put("k", "text").put("n", text.length());
            return json.put("x", text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        }
        if (value instanceof byte[]) {
            byte[] bytes = (byte[]) value;
            return json.put("k", "bytes").put("n", bytes.length).put("x", hex(bytes));
        }
        if (depth == 0 && (value instanceof Object[] || value.getClass().getName().equals("java.util.ArrayList"))) {
            Object[] items = value instanceof Object[] ? (Object[]) value : ((List<?>) value).toArray();
            StringBuilder out = new StringBuilder("[");
            for (int i = 0; i < items.length && i < MOST; i++) {
                out.append(i == 0 ? "" : ",").append(of(items[i], 1));
            }
            return json.put("k", "list").put("n", items.length).raw("i", out.append("]").toString());
        }
        return json.put("k", "object");
    }

    static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length && i < LONGEST / 2; i++) {
            out.append("0123456789abcdef".charAt(bytes[i] >> 4 & 15)).append("0123456789abcdef".charAt(bytes[i] & 15));
        }
        return out.toString();
    }
}
