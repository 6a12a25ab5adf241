package android.widget;

import android.content.Context;

/** One child that may be higher than the screen. */
public class ScrollView extends FrameLayout {
    public ScrollView(Context context) {
        super(context);
    }

    public void setFillViewport(boolean fill) {}
}
