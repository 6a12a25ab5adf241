package android.widget;

import android.content.Context;
import android.util.AttributeSet;
import android.view.ViewGroup;

/** Children placed by rules; the system lays them out as a frame. */
public class RelativeLayout extends ViewGroup {
    public static final int TRUE = -1;
    public static final int BELOW = 3;
    public static final int ALIGN_PARENT_TOP = 10;
    public static final int ALIGN_PARENT_BOTTOM = 12;
    public static final int CENTER_IN_PARENT = 13;
    public static final int CENTER_HORIZONTAL = 14;
    public static final int CENTER_VERTICAL = 15;

    /** With rules. */
    public static class LayoutParams extends ViewGroup.MarginLayoutParams {
        private final int[] rules = new int[22];

        public LayoutParams(int width, int height) {
            super(width, height);
        }

        public LayoutParams(Context context, AttributeSet attributes) {
            super(context, attributes);
        }

        public LayoutParams(ViewGroup.LayoutParams from) {
            super(from);
        }

        public void addRule(int verb) {
            rules[verb] = TRUE;
        }

        public void addRule(int verb, int anchor) {
            rules[verb] = anchor;
        }

        public int[] getRules() {
            return rules;
        }
    }

    public RelativeLayout(Context context) {
        super(context);
    }

    public RelativeLayout(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public RelativeLayout(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    @Override
    public LayoutParams generateLayoutParams(AttributeSet attributes) {
        return new LayoutParams(getContext(), attributes);
    }

    @Override
    protected LayoutParams generateDefaultLayoutParams() {
        return new LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT);
    }

    public void setGravity(int gravity) {}
}
