package android.widget;

import android.content.Context;
import harness.runtime.Sys;

/** A short text at the bottom of the screen. */
public class Toast {
    public static final int LENGTH_SHORT = 0;
    public static final int LENGTH_LONG = 1;

    private CharSequence text = "";

    public Toast(Context context) {}

    public static Toast makeText(Context context, CharSequence text, int duration) {
        Toast toast = new Toast(context);
        toast.setText(text);
        return toast;
    }

    public static Toast makeText(Context context, int id, int duration) {
        Toast toast = new Toast(context);
        toast.setText(context.getResources().getText(id));
        return toast;
    }

    public void setText(CharSequence text) {
        this.text = text;
    }

    public void setDuration(int duration) {}

    public void setGravity(int gravity, int x, int y) {}

    public void show() {
        Sys.tell("toast", "text", text.toString());
    }

    public void cancel() {}
}
