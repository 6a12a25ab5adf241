package android.text;

/** Text that can change; without spans. */
public class SpannableStringBuilder implements Editable {
    private final StringBuilder text;

    public SpannableStringBuilder() {
        this("");
    }

    public SpannableStringBuilder(CharSequence text) {
        this.text = new StringBuilder(text);
    }

    @Override
    public SpannableStringBuilder replace(int start, int end, CharSequence with) {
        text.replace(start, end, with.toString());
        return this;
    }

    @Override
    public void clear() {
        text.setLength(0);
    }

    @Override
    public SpannableStringBuilder append(CharSequence more) {
        text.append(more);
        return this;
    }

    @Override
    public SpannableStringBuilder append(CharSequence more, int start, int end) {
        text.append(more, start, end);
        return this;
    }

    @Override
    public SpannableStringBuilder append(char more) {
        text.append(more);
        return this;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
