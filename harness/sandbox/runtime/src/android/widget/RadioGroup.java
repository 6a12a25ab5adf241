package android.widget;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import android.view.View;
import android.view.ViewGroup;

/** Radio buttons of which one is on. */
public class RadioGroup extends LinearLayout {
    /** Hears the choice. */
    public interface OnCheckedChangeListener {
        void onCheckedChanged(RadioGroup group, int id);
    }

    private static final int[] WANTED = {android.R.attr.checkedButton, android.R.attr.orientation};

    private int checked = View.NO_ID;
    private OnCheckedChangeListener listener;

    public RadioGroup(Context context) {
        super(context);
        setOrientation(VERTICAL);
    }

    public RadioGroup(Context context, AttributeSet attributes) {
        super(context, attributes);
        TypedArray found = context.obtainStyledAttributes(attributes, WANTED);
        checked = found.getResourceId(0, View.NO_ID);
        setOrientation(found.getInt(1, VERTICAL));
    }

    @Override
    public void addView(View child, int index, ViewGroup.LayoutParams params) {
        super.addView(child, index, params);
        if (child instanceof RadioButton button) {
            if (button.getId() == View.NO_ID) {
                button.setId(View.generateViewId());
            }
            button.setOnCheckedChangeListener((changed, on) -> {
                if (on) {
                    check(changed.getId());
                }
            });
        }
    }

    public void check(int id) {
        if (checked == id) {
            return;
        }
        checked = id;
        for (int i = 0; i < getChildCount(); i++) {
            if (getChildAt(i) instanceof RadioButton button) {
                button.setChecked(button.getId() == id);
            }
        }
        if (listener != null) {
            listener.onCheckedChanged(this, id);
        }
    }

    public int getCheckedRadioButtonId() {
        return checked;
    }

    public void setOnCheckedChangeListener(OnCheckedChangeListener listener) {
        this.listener = listener;
    }
}
