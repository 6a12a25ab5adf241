package android.widget;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import android.view.View;

/** Shows progress. */
public class ProgressBar extends View {
    private int progress;
    private int max = 100;

    public ProgressBar(Context context) {
        super(context);
    }

    public ProgressBar(Context context, AttributeSet attributes) {
        this(context, attributes, android.R.attr.progressBarStyle);
    }

    public ProgressBar(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        TypedArray found = context.obtainStyledAttributes(attributes, new int[] {android.R.attr.max, android.R.attr.progress}, attribute, 0);
        max = found.getInt(0, max);
        progress = found.getInt(1, 0);
    }

    public int getProgress() {
        return progress;
    }

    public void setProgress(int progress) {
        this.progress = progress;
        invalidate();
    }

    public int getMax() {
        return max;
    }

    public void setMax(int max) {
        this.max = max;
    }
}
