package android.preference;

import android.content.Context;
import android.util.AttributeSet;

/** A line with a box to tick. */
public class CheckBoxPreference extends TwoStatePreference {
    public CheckBoxPreference(Context context) {
        super(context);
    }

    public CheckBoxPreference(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public CheckBoxPreference(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }
}
