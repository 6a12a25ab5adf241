package android.text;

/** Text that can change. */
public interface Editable extends CharSequence, Appendable {
    Editable replace(int start, int end, CharSequence text);

    void clear();

    @Override
    Editable append(CharSequence text);

    @Override
    Editable append(CharSequence text, int start, int end);

    @Override
    Editable append(char text);
}
