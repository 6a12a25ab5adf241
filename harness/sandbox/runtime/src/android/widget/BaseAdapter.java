package android.widget;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells its lists when the items change. */
public abstract class BaseAdapter implements ListAdapter {
    private final List<Runnable> lists = new CopyOnWriteArrayList<>();

    final void onChange(Runnable list) {
        lists.add(list);
    }

    public void notifyDataSetChanged() {
        lists.forEach(Runnable::run);
    }

    @Override
    public boolean areAllItemsEnabled() {
        return true;
    }

    @Override
    public boolean isEnabled(int position) {
        return true;
    }

    public boolean isEmpty() {
        return getCount() == 0;
    }
}
