package android.widget;

import android.content.Context;
import android.graphics.drawable.Drawable;
import android.util.AttributeSet;
import android.view.View;

/** Shows a picture. */
public class ImageView extends View {
    private Drawable drawable;

    public ImageView(Context context) {
        super(context);
    }

    public ImageView(Context context, AttributeSet attributes) {
        this(context, attributes, 0);
    }

    public ImageView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        drawable = context.obtainStyledAttributes(attributes, new int[] {android.R.attr.src}, attribute, 0).getDrawable(0);
    }

    public void setImageResource(int id) {
        drawable = id == 0 ? null : getResources().getDrawable(id);
        invalidate();
    }

    public void setImageDrawable(Drawable drawable) {
        this.drawable = drawable;
        invalidate();
    }

    public Drawable getDrawable() {
        return drawable;
    }
}
