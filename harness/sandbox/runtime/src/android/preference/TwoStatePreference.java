package android.preference;

import android.content.Context;
import android.util.AttributeSet;
import android.view.View;
import android.view.ViewGroup;
import android.widget.CheckBox;

/** A line that is on or off, and is kept so. */
public abstract class TwoStatePreference extends Preference {
    private Boolean checked;

    public TwoStatePreference(Context context) {
        super(context);
    }

    public TwoStatePreference(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public TwoStatePreference(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public boolean isChecked() {
        return checked != null ? checked : "true".equals(kept());
    }

    public void setChecked(boolean to) {
        checked = to;
        if (hasKey() && manager != null) {
            getEditor().putBoolean(getKey(), to).apply();
        }
    }

    @Override
    protected void onClick() {
        if (callChangeListener(!isChecked())) {
            setChecked(!isChecked());
        }
    }

    @Override
    protected View onCreateView(ViewGroup parent) {
        CheckBox made = new CheckBox(getContext());
        made.setText(getTitle());
        made.setChecked(isChecked());
        made.setClickable(false);
        return made;
    }
}
