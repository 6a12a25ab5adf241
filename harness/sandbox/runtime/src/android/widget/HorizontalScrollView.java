package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** One child that may be wider than the screen. */
public class HorizontalScrollView extends FrameLayout {
    public HorizontalScrollView(Context context) {
        super(context);
    }

    public HorizontalScrollView(Context context, AttributeSet attributes) {
        super(context, attributes, 0);
    }

    public HorizontalScrollView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }
}
