package android.widget;

import android.content.Context;
import android.view.View;
import android.view.ViewGroup;

/** Shows the items of an adapter. */
public abstract class AdapterView<T extends Adapter> extends ViewGroup {
    /** Hears items clicked. */
    public interface OnItemClickListener {
        void onItemClick(AdapterView<?> parent, View view, int position, long id);
    }

    private OnItemClickListener listener;

    public AdapterView(Context context) {
        super(context);
    }

    public abstract T getAdapter();

    public abstract void setAdapter(T adapter);

    public void setOnItemClickListener(OnItemClickListener listener) {
        this.listener = listener;
    }

    public final OnItemClickListener getOnItemClickListener() {
        return listener;
    }

    public boolean performItemClick(View view, int position, long id) {
        if (listener == null) {
            return false;
        }
        listener.onItemClick(this, view, position, id);
        return true;
    }

    @Override
    protected boolean childClicked(View child) {
        int position = indexOfChild(child);
        return listener != null && position >= 0 && performItemClick(child, position, getAdapter().getItemId(position));
    }

    protected final void fill() {
        removeAllViews();
        for (int i = 0; getAdapter() != null && i < getAdapter().getCount(); i++) {
            addView(getAdapter().getView(i, null, this));
        }
    }
}
