package android.widget;

import android.content.Context;
import android.view.View;

/** Shows progress. */
public class ProgressBar extends View {
    private int progress;
    private int max = 100;

    public ProgressBar(Context context) {
        super(context);
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
