package android.text;

/** Helpers for text. */
public class TextUtils {
    private TextUtils() {}

    public static boolean isEmpty(CharSequence text) {
        return text == null || text.length() == 0;
    }

    public static boolean equals(CharSequence a, CharSequence b) {
        return a == b || a != null && b != null && a.toString().contentEquals(b);
    }

    public static String join(CharSequence delimiter, Object[] tokens) {
        return join(delimiter, java.util.Arrays.asList(tokens));
    }

    public static String join(CharSequence delimiter, Iterable tokens) {
        StringBuilder out = new StringBuilder();
        for (Object token : tokens) {
            out.append(out.length() == 0 ? "" : delimiter).append(token);
        }
        return out.toString();
    }

    public static boolean isDigitsOnly(CharSequence text) {
        return text.chars().allMatch(Character::isDigit);
    }
}
