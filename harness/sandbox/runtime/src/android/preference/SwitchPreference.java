package android.preference;

import android.content.Context;
import android.util.AttributeSet;

/** A line with a box to tick. */
public class SwitchPreference extends TwoStatePreference {
    public SwitchPreference(Context context) {
        super(context);
    }

    public SwitchPreference(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public SwitchPreference(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }
}
