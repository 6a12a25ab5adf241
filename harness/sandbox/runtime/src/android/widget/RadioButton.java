package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** One of several choices. */
public class RadioButton extends CompoundButton {
    public RadioButton(Context context) {
        super(context);
    }

    public RadioButton(Context context, AttributeSet attributes) {
        super(context, attributes, android.R.attr.radioButtonStyle);
    }

    public RadioButton(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    @Override
    public void toggle() {
        if (!isChecked()) {
            super.toggle();
        }
    }
}
