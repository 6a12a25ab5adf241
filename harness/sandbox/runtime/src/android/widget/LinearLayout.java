package android.widget;

import android.content.Context;
import android.util.AttributeSet;
import android.view.ViewGroup;

/** Children in a row or a column. */
public class LinearLayout extends ViewGroup {
    public static final int HORIZONTAL = 0;
    public static final int VERTICAL = 1;

    /** With a share of the rest. */
    public static class LayoutParams extends ViewGroup.MarginLayoutParams {
        public float weight;
        public int gravity = -1;

        public LayoutParams(int width, int height) {
            super(width, height);
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
        super(context, attributes);
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
