package android.view;

import android.content.Context;
import android.graphics.drawable.Drawable;
import android.widget.FrameLayout;

/** A window: a tree of views with a title. */
public abstract class Window {
    public static final int FEATURE_NO_TITLE = 1;

    private final Context context;
    private final String kind;
    private final FrameLayout decor;
    private final WindowManager.LayoutParams attributes = new WindowManager.LayoutParams();
    private CharSequence title = "";
    private boolean shown = true;
    private Window owner;

    protected Window(Context context, String kind) {
        this.context = context;
        this.kind = kind;
        this.decor = new FrameLayout(context);
        decor.setId(android.R.id.content);
    }

    public final Context getContext() {
        return context;
    }

    /** "activity", "dialog" or "popup". */
    public final String kind() {
        return kind;
    }

    public final CharSequence title() {
        return title;
    }

    /** A dialog's window is seen when its activity's window is. */
    public final void setOwner(Window owner) {
        this.owner = owner;
    }

    public final Window owner() {
        return owner;
    }

    public final boolean isShown() {
        return shown && (owner == null || owner.isShown());
    }

    public final void setShown(boolean shown) {
        this.shown = shown;
        WindowManagerGlobal.changed();
    }

    public void setContentView(View view) {
        decor.removeAllViews();
        decor.addView(view);
    }

    public void addContentView(View view, ViewGroup.LayoutParams params) {
        decor.addView(view, params);
    }

    public final View getDecorView() {
        return decor;
    }

    public View findViewById(int id) {
        return decor.findViewById(id);
    }

    public void setTitle(CharSequence title) {
        this.title = title == null ? "" : title;
        WindowManagerGlobal.changed();
    }

    public boolean requestFeature(int feature) {
        return true;
    }

    public void setFlags(int flags, int mask) {
        attributes.flags = attributes.flags & ~mask | flags & mask;
    }

    public void addFlags(int flags) {
        setFlags(flags, flags);
    }

    public void clearFlags(int flags) {
        setFlags(0, flags);
    }

    public final WindowManager.LayoutParams getAttributes() {
        return attributes;
    }

    public void setAttributes(WindowManager.LayoutParams params) {
        attributes.screenBrightness = params.screenBrightness;
        attributes.flags = params.flags;
        attributes.gravity = params.gravity;
    }

    public void setGravity(int gravity) {
        attributes.gravity = gravity;
    }

    public void setLayout(int width, int height) {
        attributes.width = width;
        attributes.height = height;
    }

    public void setBackgroundDrawable(Drawable drawable) {}

    public void setSoftInputMode(int mode) {}

    public void setStatusBarColor(int color) {}
}
