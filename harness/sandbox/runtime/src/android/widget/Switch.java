package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** A switch. */
public class Switch extends CompoundButton {
    public Switch(Context context) {
        super(context);
    }

    public Switch(Context context, AttributeSet attributes) {
        super(context, attributes, 0);
    }

    public Switch(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }
}
