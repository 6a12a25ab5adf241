package android.widget;

import android.content.Context;

/** A button that stays pressed. */
public class ToggleButton extends CompoundButton {
    private CharSequence on = "ON";
    private CharSequence off = "OFF";

    public ToggleButton(Context context) {
        super(context);
        setText(off);
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
