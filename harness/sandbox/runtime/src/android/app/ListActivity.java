package android.app;

import android.view.View;
import android.view.ViewGroup;
import android.widget.ListAdapter;
import android.widget.ListView;

/** A screen with a list: the one of its layout, else one that fills it. */
public class ListActivity extends Activity {
    private ListAdapter adapter;
    private ListView list;

    protected void onListItemClick(ListView list, View view, int position, long id) {}

    @Override
    public void onContentChanged() {
        super.onContentChanged();
        View found = findViewById(android.R.id.list);
        if (!(found instanceof ListView)) {
            throw new RuntimeException("Your content must have a ListView whose id attribute is 'android.R.id.list'");
        }
        list = (ListView) found;
        list.setOnItemClickListener((parent, view, position, id) -> onListItemClick((ListView) parent, view, position, id));
        View empty = findViewById(android.R.id.empty);
        if (empty != null) {
            list.setEmptyView(empty);
        }
        if (adapter != null) {
            list.setAdapter(adapter);
        }
    }

    private void ensureList() {
        if (list == null) {
            ListView made = new ListView(this);
            made.setId(android.R.id.list);
            setContentView(made, new ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.MATCH_PARENT));
        }
    }

    public void setListAdapter(ListAdapter to) {
        ensureList();
        adapter = to;
        list.setAdapter(to);
    }

    public ListAdapter getListAdapter() {
        return adapter;
    }

    public ListView getListView() {
        ensureList();
        return list;
    }

    public void setSelection(int position) {}

    public int getSelectedItemPosition() {
        return -1;
    }

    public long getSelectedItemId() {
        return Long.MIN_VALUE;
    }
}
