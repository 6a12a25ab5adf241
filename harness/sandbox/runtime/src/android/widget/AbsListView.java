package android.widget;

import android.content.Context;
import android.util.AttributeSet;

/** What lists and grids share. */
public abstract class AbsListView extends AdapterView<ListAdapter> {
    private ListAdapter adapter;

    public AbsListView(Context context) {
        super(context);
    }

    public AbsListView(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public AbsListView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    @Override
    public ListAdapter getAdapter() {
        return adapter;
    }

    @Override
    public void setAdapter(ListAdapter adapter) {
        this.adapter = adapter;
        if (adapter instanceof BaseAdapter base) {
            base.onChange(this::fill);
        }
        fill();
    }
}
