package android.widget;

import android.content.Context;

/** A switch. */
public class Switch extends CompoundButton {
    public Switch(Context context) {
        super(context);
    }
}
