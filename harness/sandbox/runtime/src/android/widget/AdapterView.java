package android.widget;

import android.content.Context;
import android.util.AttributeSet;
import android.view.View;
import android.view.ViewGroup;

/** Shows the items of an adapter. */
public abstract class AdapterView<T extends Adapter> extends ViewGroup {
    /** Hears items clicked. */
    public interface OnItemClickListener {
        void onItemClick(AdapterView<?> parent, View view, int position, long id);
    }

    private OnItemClickListener listener;
    private OnItemLongClickListener longListener;
    private OnItemSelectedListener selectedListener;
    private View empty;

    public AdapterView(Context context) {
        super(context);
    }

    public AdapterView(Context context, AttributeSet attributes) {
        super(context, attributes, 0);
    }

    public AdapterView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public abstract T getAdapter();

    public abstract void setAdapter(T adapter);

    public void setOnItemClickListener(OnItemClickListener listener) {
        this.listener = listener;
    }

    public final OnItemClickListener getOnItemClickListener() {
        return listener;
    }

    /** Hears items clicked for long. */
    public interface OnItemLongClickListener {
        boolean onItemLongClick(AdapterView<?> parent, View view, int position, long id);
    }

    /** Hears the choice of a spinner or a list. */
    public interface OnItemSelectedListener {
        void onItemSelected(AdapterView<?> parent, View view, int position, long id);

        void onNothingSelected(AdapterView<?> parent);
    }

    public void setOnItemLongClickListener(OnItemLongClickListener to) {
        longListener = to;
    }

    public final OnItemLongClickListener getOnItemLongClickListener() {
        return longListener;
    }

    public void setOnItemSelectedListener(OnItemSelectedListener to) {
        selectedListener = to;
    }

    public final OnItemSelectedListener getOnItemSelectedListener() {
        return selectedListener;
    }

    public void setEmptyView(View to) {
        empty = to;
        showEmpty();
    }

    public View getEmptyView() {
        return empty;
    }

    private void showEmpty() {
        if (empty != null) {
            empty.setVisibility(getAdapter() == null || getAdapter().getCount() == 0 ? VISIBLE : GONE);
        }
    }

    public int getCount() {
        return getAdapter() == null ? 0 : getAdapter().getCount();
    }

    public Object getItemAtPosition(int position) {
        return getAdapter() == null || position < 0 ? null : getAdapter().getItem(position);
    }

    public long getItemIdAtPosition(int position) {
        return getAdapter() == null || position < 0 ? Long.MIN_VALUE : getAdapter().getItemId(position);
    }

    public int getFirstVisiblePosition() {
        return 0;
    }

    public int getLastVisiblePosition() {
        return getChildCount() - 1;
    }

    public int getPositionForView(View view) {
        return indexOfChild(view);
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
        showEmpty();
    }
}
