package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** A box to tick. */
public class CheckBox extends CompoundButton {
    public CheckBox(Context context) {
        super(context);
    }

    public CheckBox(Context context, AttributeSet attributes) {
        super(context, attributes, android.R.attr.checkboxStyle);
    }

    public CheckBox(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }
}
