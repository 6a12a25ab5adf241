package android.view;

import android.content.Context;
import android.content.res.TypedArray;
import android.graphics.drawable.Drawable;
import android.view.accessibility.AccessibilityEvent;
import android.widget.FrameLayout;
import java.util.HashSet;
import java.util.Set;

/** A window: a tree of views with a title. */
public abstract class Window {
    public static final int FEATURE_OPTIONS_PANEL = 0;
    public static final int FEATURE_NO_TITLE = 1;

    /** Whose window it is: hears of keys, touches, menus and content. */
    public interface Callback {
        boolean dispatchKeyEvent(KeyEvent event);

        boolean dispatchKeyShortcutEvent(KeyEvent event);

        boolean dispatchTouchEvent(MotionEvent event);

        boolean dispatchTrackballEvent(MotionEvent event);

        boolean dispatchGenericMotionEvent(MotionEvent event);

        boolean dispatchPopulateAccessibilityEvent(AccessibilityEvent event);

        View onCreatePanelView(int feature);

        boolean onCreatePanelMenu(int feature, Menu menu);

        boolean onPreparePanel(int feature, View view, Menu menu);

        boolean onMenuOpened(int feature, Menu menu);

        boolean onMenuItemSelected(int feature, MenuItem item);

        void onWindowAttributesChanged(WindowManager.LayoutParams attributes);

        void onContentChanged();

        void onWindowFocusChanged(boolean focused);

        void onAttachedToWindow();

        void onDetachedFromWindow();

        void onPanelClosed(int feature, Menu menu);

        boolean onSearchRequested();

        boolean onSearchRequested(SearchEvent event);

        ActionMode onWindowStartingActionMode(ActionMode.Callback callback);

        ActionMode onWindowStartingActionMode(ActionMode.Callback callback, int type);

        void onActionModeStarted(ActionMode mode);

        void onActionModeFinished(ActionMode mode);
    }

    private final Context context;
    private final String kind;
    private final FrameLayout decor;
    private final WindowManager.LayoutParams attributes = new WindowManager.LayoutParams();
    private CharSequence title = "";
    private boolean shown = true;
    private Window owner;
    private Callback callback;
    private int statusBarColor;
    private final Set<Integer> features = new HashSet<>();

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
        if (callback != null) {
            callback.onContentChanged();
        }
    }

    public void setContentView(View view, ViewGroup.LayoutParams params) {
        view.setLayoutParams(params);
        setContentView(view);
    }

    public void setContentView(int layout) {
        decor.removeAllViews();
        getLayoutInflater().inflate(layout, decor, true);
        if (callback != null) {
            callback.onContentChanged();
        }
    }

    public void addContentView(View view, ViewGroup.LayoutParams params) {
        decor.addView(view, params);
    }

    public final Callback getCallback() {
        return callback;
    }

    public void setCallback(Callback to) {
        callback = to;
    }

    public LayoutInflater getLayoutInflater() {
        return LayoutInflater.from(context);
    }

    public final TypedArray getWindowStyle() {
        return context.obtainStyledAttributes(new int[0]);
    }

    public boolean hasFeature(int feature) {
        return features.contains(feature);
    }

    public boolean isFloating() {
        return false;
    }

    public View peekDecorView() {
        return decor;
    }

    public boolean superDispatchKeyEvent(KeyEvent event) {
        return false;
    }

    public boolean superDispatchTouchEvent(MotionEvent event) {
        return false;
    }

    public View getCurrentFocus() {
        return decor.findFocus();
    }

    public int getStatusBarColor() {
        return statusBarColor;
    }

    public void invalidatePanelMenu(int feature) {}

    public void setNavigationBarColor(int color) {}

    public final boolean isActive() {
        return shown;
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
        features.add(feature);
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

    public void setStatusBarColor(int color) {
        statusBarColor = color;
    }
}
