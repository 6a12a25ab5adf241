package android.widget;

import android.content.Context;

/** One of several choices. */
public class RadioButton extends CompoundButton {
    public RadioButton(Context context) {
        super(context);
    }

    @Override
    public void toggle() {
        if (!isChecked()) {
            super.toggle();
        }
    }
}
