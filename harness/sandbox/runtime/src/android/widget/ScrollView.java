package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** One child that may be higher than the screen. */
public class ScrollView extends FrameLayout {
    public ScrollView(Context context) {
        super(context);
    }

    public ScrollView(Context context, AttributeSet attributes) {
        super(context, attributes, android.R.attr.scrollViewStyle);
    }

    public ScrollView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public void setFillViewport(boolean fill) {}
}
