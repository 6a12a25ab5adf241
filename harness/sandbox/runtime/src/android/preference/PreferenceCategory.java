package android.preference;

import android.content.Context;
import android.util.AttributeSet;

/** A titled part of a screen. */
public class PreferenceCategory extends PreferenceGroup {
    public PreferenceCategory(Context context) {
        super(context, null);
    }

    public PreferenceCategory(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    @Override
    public boolean isEnabled() {
        return false;
    }
}
