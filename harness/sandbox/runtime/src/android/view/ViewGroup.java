package android.view;

import android.content.Context;
import android.util.AttributeSet;
import java.util.ArrayList;
import java.util.List;

/** A view with children. */
public abstract class ViewGroup extends View implements ViewParent, ViewManager {
    /** What a child wants of its parent. */
    public static class LayoutParams {
        public static final int FILL_PARENT = -1;
        public static final int MATCH_PARENT = -1;
        public static final int WRAP_CONTENT = -2;

        public int width;
        public int height;

        public LayoutParams(int width, int height) {
            this.width = width;
            this.height = height;
        }

        public LayoutParams(LayoutParams from) {
            this(from.width, from.height);
        }
    }

    /** With room around the child. */
    public static class MarginLayoutParams extends LayoutParams {
        public int leftMargin;
        public int topMargin;
        public int rightMargin;
        public int bottomMargin;

        public MarginLayoutParams(int width, int height) {
            super(width, height);
        }

        public MarginLayoutParams(LayoutParams from) {
            super(from);
        }

        public void setMargins(int left, int top, int right, int bottom) {
            leftMargin = left;
            topMargin = top;
            rightMargin = right;
            bottomMargin = bottom;
        }
    }

    private final List<View> children = new ArrayList<>();

    public ViewGroup(Context context) {
        super(context);
    }

    public ViewGroup(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public void addView(View child) {
        addView(child, -1);
    }

    public void addView(View child, int index) {
        addView(child, index, child.getLayoutParams());
    }

    public void addView(View child, int width, int height) {
        addView(child, new LayoutParams(width, height));
    }

    @Override
    public void addView(View child, LayoutParams params) {
        addView(child, -1, params);
    }

    public void addView(View child, int index, LayoutParams params) {
        if (child.parent != null) {
            throw new IllegalStateException("The specified child already has a parent. You must call removeView() on the child's parent first.");
        }
        child.parent = this;
        if (params != null) {
            child.setLayoutParams(params);
        }
        children.add(index < 0 ? children.size() : index, child);
        invalidate();
    }

    @Override
    public void updateViewLayout(View view, LayoutParams params) {
        view.setLayoutParams(params);
    }

    @Override
    public void removeView(View view) {
        if (children.remove(view)) {
            view.parent = null;
            invalidate();
        }
    }

    public void removeViewAt(int index) {
        removeView(children.get(index));
    }

    public void removeAllViews() {
        children.forEach(child -> child.parent = null);
        children.clear();
        invalidate();
    }

    public int getChildCount() {
        return children.size();
    }

    public View getChildAt(int index) {
        return index < 0 || index >= children.size() ? null : children.get(index);
    }

    public int indexOfChild(View child) {
        return children.indexOf(child);
    }

    @Override
    View find(int wanted) {
        View found = super.find(wanted);
        for (int i = 0; found == null && i < children.size(); i++) {
            found = children.get(i).find(wanted);
        }
        return found;
    }

    @Override
    View bySerial(int wanted) {
        View found = super.bySerial(wanted);
        for (int i = 0; found == null && i < children.size(); i++) {
            found = children.get(i).bySerial(wanted);
        }
        return found;
    }

    @Override
    View byTag(Object wanted) {
        View found = super.byTag(wanted);
        for (int i = 0; found == null && i < children.size(); i++) {
            found = children.get(i).byTag(wanted);
        }
        return found;
    }

    @Override
    void dropFocus() {
        super.dropFocus();
        children.forEach(View::dropFocus);
    }

    /** A child that is not clickable itself was clicked; true when this view takes the click. */
    protected boolean childClicked(View child) {
        return false;
    }
}
