package android.widget;

import android.content.Context;

/** A list that scrolls. */
public class ListView extends AbsListView {
    public ListView(Context context) {
        super(context);
    }

    public void setDividerHeight(int height) {}
}
