package android.view;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;

/** Stands for a layout that is made when it is wanted. */
public final class ViewStub extends View {
    /** Hears of the layout that was made. */
    public interface OnInflateListener {
        void onInflate(ViewStub stub, View inflated);
    }

    private static final int[] WANTED = {android.R.attr.layout, android.R.attr.inflatedId};

    private int layout;
    private int inflatedId = NO_ID;
    private LayoutInflater inflater;
    private View made;
    private OnInflateListener listener;

    public ViewStub(Context context) {
        super(context);
        super.setVisibility(GONE);
    }

    public ViewStub(Context context, int layout) {
        this(context);
        this.layout = layout;
    }

    public ViewStub(Context context, AttributeSet attributes) {
        super(context, attributes);
        TypedArray found = context.obtainStyledAttributes(attributes, WANTED);
        layout = found.getResourceId(0, 0);
        inflatedId = found.getResourceId(1, NO_ID);
        super.setVisibility(GONE);
    }

    public void setLayoutInflater(LayoutInflater to) {
        inflater = to;
    }

    public LayoutInflater getLayoutInflater() {
        return inflater;
    }

    public int getLayoutResource() {
        return layout;
    }

    public void setLayoutResource(int to) {
        layout = to;
    }

    public int getInflatedId() {
        return inflatedId;
    }

    public void setInflatedId(int to) {
        inflatedId = to;
    }

    public void setOnInflateListener(OnInflateListener to) {
        listener = to;
    }

    @Override
    public void setVisibility(int visibility) {
        if (made != null) {
            made.setVisibility(visibility);
        } else if (visibility != GONE && layout != 0 && parent != null) {
            inflate();
        }
    }

    public View inflate() {
        if (parent == null || layout == 0) {
            throw new IllegalStateException("ViewStub must have a non-null ViewGroup viewParent");
        }
        ViewGroup group = parent;
        LayoutInflater with = inflater == null ? LayoutInflater.from(getContext()) : inflater;
        made = with.inflate(layout, group, false);
        if (inflatedId != NO_ID) {
            made.setId(inflatedId);
        }
        int index = group.indexOfChild(this);
        group.removeView(this);
        group.addView(made, index, getLayoutParams());
        if (listener != null) {
            listener.onInflate(this, made);
        }
        return made;
    }
}
