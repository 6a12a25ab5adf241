package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** A list that scrolls. */
public class ListView extends AbsListView {
    public ListView(Context context) {
        super(context);
    }

    public ListView(Context context, AttributeSet attributes) {
        super(context, attributes, android.R.attr.listViewStyle);
    }

    public ListView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public void setDividerHeight(int height) {}
}
