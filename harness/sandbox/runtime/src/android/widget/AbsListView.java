package android.widget;

import android.content.Context;

/** What lists and grids share. */
public abstract class AbsListView extends AdapterView<ListAdapter> {
    private ListAdapter adapter;

    public AbsListView(Context context) {
        super(context);
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
