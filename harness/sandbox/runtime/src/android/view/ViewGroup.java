package android.view;

import android.content.Context;
import android.content.res.TypedArray;
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

        private static final int[] SIZES = {android.R.attr.layout_width, android.R.attr.layout_height};

        public int width;
        public int height;

        public LayoutParams(int width, int height) {
            this.width = width;
            this.height = height;
        }

        public LayoutParams(Context context, AttributeSet attributes) {
            TypedArray found = context.obtainStyledAttributes(attributes, SIZES);
            width = found.getLayoutDimension(0, WRAP_CONTENT);
            height = found.getLayoutDimension(1, WRAP_CONTENT);
        }

        public LayoutParams(LayoutParams from) {
            this(from.width, from.height);
        }
    }

    /** With room around the child. */
    public static class MarginLayoutParams extends LayoutParams {
        private static final int[] MARGINS = {
            android.R.attr.layout_margin, android.R.attr.layout_marginLeft, android.R.attr.layout_marginTop,
            android.R.attr.layout_marginRight, android.R.attr.layout_marginBottom,
        };

        public int leftMargin;
        public int topMargin;
        public int rightMargin;
        public int bottomMargin;

        public MarginLayoutParams(int width, int height) {
            super(width, height);
        }

        public MarginLayoutParams(Context context, AttributeSet attributes) {
            super(context, attributes);
            TypedArray found = context.obtainStyledAttributes(attributes, MARGINS);
            int all = found.getDimensionPixelSize(0, 0);
            leftMargin = found.getDimensionPixelSize(1, all);
            topMargin = found.getDimensionPixelSize(2, all);
            rightMargin = found.getDimensionPixelSize(3, all);
            bottomMargin = found.getDimensionPixelSize(4, all);
        }

        public MarginLayoutParams(LayoutParams from) {
            super(from);
            if (from instanceof MarginLayoutParams margins) {
                setMargins(margins.leftMargin, margins.topMargin, margins.rightMargin, margins.bottomMargin);
            }
        }

        public MarginLayoutParams(MarginLayoutParams from) {
            this((LayoutParams) from);
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

    public ViewGroup(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public ViewGroup(Context context, AttributeSet attributes, int attribute, int style) {
        super(context, attributes, attribute, style);
    }

    public LayoutParams generateLayoutParams(AttributeSet attributes) {
        return new LayoutParams(getContext(), attributes);
    }

    protected LayoutParams generateLayoutParams(LayoutParams from) {
        return from;
    }

    protected LayoutParams generateDefaultLayoutParams() {
        return new LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT);
    }

    protected boolean checkLayoutParams(LayoutParams params) {
        return params != null;
    }

    protected boolean addViewInLayout(View child, int index, LayoutParams params) {
        addView(child, index, params);
        return true;
    }

    public void removeViews(int start, int count) {
        for (int i = 0; i < count; i++) {
            removeViewAt(start);
        }
    }

    public void removeViewInLayout(View view) {
        removeView(view);
    }

    public void removeAllViewsInLayout() {
        removeAllViews();
    }

    public void onViewAdded(View child) {}

    public void onViewRemoved(View child) {}

    public void addView(View child) {
        addView(child, -1);
    }

    public void addView(View child, int index) {
        LayoutParams own = child.getLayoutParams();
        addView(child, index, own == null ? generateDefaultLayoutParams() : own);
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
        onViewAdded(child);
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
            onViewRemoved(view);
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
    public View findFocus() {
        View found = super.findFocus();
        for (int i = 0; found == null && i < children.size(); i++) {
            found = children.get(i).findFocus();
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
