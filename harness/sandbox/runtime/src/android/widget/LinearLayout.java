package android.widget;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import android.view.ViewGroup;

/** Children in a row or a column. */
public class LinearLayout extends ViewGroup {
    public static final int HORIZONTAL = 0;
    public static final int VERTICAL = 1;

    /** With a share of the rest. */
    public static class LayoutParams extends ViewGroup.MarginLayoutParams {
        private static final int[] WANTED = {android.R.attr.layout_weight, android.R.attr.layout_gravity};

        public float weight;
        public int gravity = -1;

        public LayoutParams(int width, int height) {
            super(width, height);
        }

        public LayoutParams(Context context, AttributeSet attributes) {
            super(context, attributes);
            TypedArray found = context.obtainStyledAttributes(attributes, WANTED);
            weight = found.getFloat(0, 0);
            gravity = found.getInt(1, -1);
        }

        public LayoutParams(int width, int height, float weight) {
            super(width, height);
            this.weight = weight;
        }

        public LayoutParams(ViewGroup.LayoutParams from) {
            super(from);
        }
    }

    private int orientation = HORIZONTAL;

    public LinearLayout(Context context) {
        super(context);
    }

    public LinearLayout(Context context, AttributeSet attributes) {
        this(context, attributes, 0);
    }

    public LinearLayout(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        TypedArray found = context.obtainStyledAttributes(attributes, new int[] {android.R.attr.orientation}, attribute, 0);
        orientation = found.getInt(0, HORIZONTAL);
    }

    @Override
    public LayoutParams generateLayoutParams(AttributeSet attributes) {
        return new LayoutParams(getContext(), attributes);
    }

    @Override
    protected LayoutParams generateDefaultLayoutParams() {
        return new LayoutParams(orientation == VERTICAL ? LayoutParams.MATCH_PARENT : LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT);
    }

    public void setOrientation(int orientation) {
        this.orientation = orientation;
        invalidate();
    }

    public int getOrientation() {
        return orientation;
    }

    public void setGravity(int gravity) {}

    public void setWeightSum(float sum) {}
}
