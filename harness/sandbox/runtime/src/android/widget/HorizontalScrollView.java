package android.widget;

import android.content.Context;

/** One child that may be wider than the screen. */
public class HorizontalScrollView extends FrameLayout {
    public HorizontalScrollView(Context context) {
        super(context);
    }
}
