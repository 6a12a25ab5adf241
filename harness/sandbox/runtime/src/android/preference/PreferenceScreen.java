package android.preference;

import android.content.Context;
import android.util.AttributeSet;

/** A screen of preferences. */
public final class PreferenceScreen extends PreferenceGroup {
    public PreferenceScreen(Context context, AttributeSet attributes) {
        super(context, attributes);
    }
}
