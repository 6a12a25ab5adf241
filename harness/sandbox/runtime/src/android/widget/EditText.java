package android.widget;

import android.content.Context;
import android.text.Editable;
import android.text.SpannableStringBuilder;
import android.util.AttributeSet;

/** Text that the user types. */
public class EditText extends TextView {
    public EditText(Context context) {
        super(context);
        setUp();
    }

    public EditText(Context context, AttributeSet attributes) {
        this(context, attributes, android.R.attr.editTextStyle);
    }

    public EditText(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        setUp();
    }

    private void setUp() {
        setClickable(true);
        setLongClickable(true);
        setFocusable(true);
        if (getInputType() == 0) {
            setInputType(android.text.InputType.TYPE_CLASS_TEXT);
        }
    }

    @Override
    public Editable getText() {
        CharSequence text = shown();
        return text instanceof Editable editable ? editable : new SpannableStringBuilder(text);
    }

    public void setSelection(int index) {}

    public void selectAll() {}
}
