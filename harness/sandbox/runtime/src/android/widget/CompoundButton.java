package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** A button with two states. */
public abstract class CompoundButton extends Button implements Checkable {
    /** Hears the state change. */
    public interface OnCheckedChangeListener {
        void onCheckedChanged(CompoundButton button, boolean checked);
    }

    private boolean checked;
    private OnCheckedChangeListener listener;

    public CompoundButton(Context context) {
        super(context);
    }

    public CompoundButton(Context context, AttributeSet attributes) {
        this(context, attributes, 0);
    }

    public CompoundButton(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        checked = context.obtainStyledAttributes(attributes, new int[] {android.R.attr.checked}, attribute, 0).getBoolean(0, false);
    }

    @Override
    public boolean isChecked() {
        return checked;
    }

    @Override
    public void setChecked(boolean checked) {
        if (this.checked != checked) {
            this.checked = checked;
            invalidate();
            if (listener != null) {
                listener.onCheckedChanged(this, checked);
            }
        }
    }

    @Override
    public void toggle() {
        setChecked(!checked);
    }

    @Override
    public boolean performClick() {
        toggle();
        return super.performClick();
    }

    public void setOnCheckedChangeListener(OnCheckedChangeListener listener) {
        this.listener = listener;
    }
}
