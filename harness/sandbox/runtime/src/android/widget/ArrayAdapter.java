package android.widget;

import android.content.Context;
import android.view.View;
import android.view.ViewGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Items of a list as texts. */
public class ArrayAdapter<T> extends BaseAdapter {
    private final Context context;
    private final List<T> items;

    public ArrayAdapter(Context context, int layout, T[] items) {
        this(context, layout, new ArrayList<>(Arrays.asList(items)));
    }

    public ArrayAdapter(Context context, int layout, List<T> items) {
        this.context = context;
        this.items = items;
    }

    public Context getContext() {
        return context;
    }

    public void add(T item) {
        items.add(item);
        notifyDataSetChanged();
    }

    public void clear() {
        items.clear();
        notifyDataSetChanged();
    }

    @Override
    public int getCount() {
        return items.size();
    }

    @Override
    public T getItem(int position) {
        return items.get(position);
    }

    @Override
    public long getItemId(int position) {
        return position;
    }

    @Override
    public View getView(int position, View reused, ViewGroup parent) {
        TextView view = new TextView(context);
        view.setId(android.R.id.text1);
        view.setText(String.valueOf(getItem(position)));
        return view;
    }
}
