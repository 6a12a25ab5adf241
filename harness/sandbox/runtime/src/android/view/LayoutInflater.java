package android.view;

import android.content.Context;
import android.content.res.Resources;

/** Makes views from layout resources, of which the sandbox reads none. */
public class LayoutInflater {
    private final Context context;

    public LayoutInflater(Context context) {
        this.context = context;
    }

    public static LayoutInflater from(Context context) {
        return (LayoutInflater) context.getSystemService(Context.LAYOUT_INFLATER_SERVICE);
    }

    public Context getContext() {
        return context;
    }

    public View inflate(int resource, ViewGroup root) {
        throw Resources.missing(resource);
    }

    public View inflate(int resource, ViewGroup root, boolean attach) {
        throw Resources.missing(resource);
    }
}
