package android.widget;

import android.content.Context;
import android.util.AttributeSet;
import android.view.ViewGroup;

/** Children on top of each other. */
public class FrameLayout extends ViewGroup {
    /** With a gravity. */
    public static class LayoutParams extends ViewGroup.MarginLayoutParams {
        public int gravity = -1;

        public LayoutParams(int width, int height) {
            super(width, height);
        }

        public LayoutParams(Context context, AttributeSet attributes) {
            super(context, attributes);
            gravity = context.obtainStyledAttributes(attributes, new int[] {android.R.attr.layout_gravity}).getInt(0, -1);
        }

        public LayoutParams(ViewGroup.LayoutParams from) {
            super(from);
        }

        public LayoutParams(int width, int height, int gravity) {
            super(width, height);
            this.gravity = gravity;
        }
    }

    public FrameLayout(Context context) {
        super(context);
    }

    public FrameLayout(Context context, AttributeSet attributes) {
        this(context, attributes, 0);
    }

    public FrameLayout(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    @Override
    public LayoutParams generateLayoutParams(AttributeSet attributes) {
        return new LayoutParams(getContext(), attributes);
    }

    @Override
    protected LayoutParams generateDefaultLayoutParams() {
        return new LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT);
    }
}
