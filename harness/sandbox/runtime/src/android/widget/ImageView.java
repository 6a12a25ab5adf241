package android.widget;

import android.content.Context;
import android.graphics.drawable.Drawable;
import android.view.View;

/** Shows a picture. */
public class ImageView extends View {
    public ImageView(Context context) {
        super(context);
    }

    public void setImageResource(int id) {}

    public void setImageDrawable(Drawable drawable) {}
}
