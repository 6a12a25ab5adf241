package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** A text to press. */
public class Button extends TextView {
    public Button(Context context) {
        super(context);
        setClickable(true);
        setFocusable(true);
    }

    public Button(Context context, AttributeSet attributes) {
        this(context, attributes, android.R.attr.buttonStyle);
    }

    public Button(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        setClickable(true);
        setFocusable(true);
    }
}
