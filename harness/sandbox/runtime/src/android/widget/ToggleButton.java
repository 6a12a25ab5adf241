package android.widget;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;

/** A button that stays pressed. */
public class ToggleButton extends CompoundButton {
    private static final int[] WANTED = {android.R.attr.textOn, android.R.attr.textOff};

    private CharSequence on = "ON";
    private CharSequence off = "OFF";

    public ToggleButton(Context context) {
        super(context);
        setText(off);
    }

    public ToggleButton(Context context, AttributeSet attributes) {
        this(context, attributes, android.R.attr.buttonStyleToggle);
    }

    public ToggleButton(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        TypedArray found = context.obtainStyledAttributes(attributes, WANTED, attribute, 0);
        on = found.hasValue(0) ? found.getText(0) : on;
        off = found.hasValue(1) ? found.getText(1) : off;
        setText(isChecked() ? on : off);
    }

    public void setTextOn(CharSequence text) {
        on = text;
    }

    public void setTextOff(CharSequence text) {
        off = text;
    }

    @Override
    public void setChecked(boolean checked) {
        super.setChecked(checked);
        setText(checked ? on : off);
    }
}
