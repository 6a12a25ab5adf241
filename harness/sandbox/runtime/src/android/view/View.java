package android.view;

import android.content.Context;
import android.content.res.Resources;
import android.graphics.Bitmap;
import android.graphics.drawable.ColorDrawable;
import android.graphics.drawable.Drawable;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A rectangle of the user interface: its state and its listeners. Layout and drawing are the system's. */
public class View {
    public static final int VISIBLE = 0;
    public static final int INVISIBLE = 4;
    public static final int GONE = 8;
    public static final int NO_ID = -1;
    public static final int TEXT_ALIGNMENT_CENTER = 4;

    /** Hears clicks. */
    public interface OnClickListener {
        void onClick(View view);
    }

    /** Hears long clicks. */
    public interface OnLongClickListener {
        boolean onLongClick(View view);
    }

    /** Hears touches. */
    public interface OnTouchListener {
        boolean onTouch(View view, MotionEvent event);
    }

    /** Hears the focus come and go. */
    public interface OnFocusChangeListener {
        void onFocusChange(View view, boolean focused);
    }

    private static final AtomicInteger SERIALS = new AtomicInteger();
    private static final AtomicInteger IDS = new AtomicInteger();

    final int serial = SERIALS.incrementAndGet();
    final Handler handler = new Handler(Looper.getMainLooper());
    ViewGroup parent;
    private final Context context;
    private int id = NO_ID;
    private int visibility = VISIBLE;
    private boolean enabled = true;
    private boolean clickable;
    private boolean longClickable;
    private boolean focusable;
    private boolean focused;
    private boolean selected;
    private CharSequence description;
    private Object tag;
    private ViewGroup.LayoutParams params;
    private Drawable background;
    private OnClickListener onClick;
    private OnLongClickListener onLongClick;
    private OnFocusChangeListener onFocus;

    public View(Context context) {
        this.context = context;
    }

    public View(Context context, AttributeSet attributes) {
        this(context);
    }

    public View(Context context, AttributeSet attributes, int style) {
        this(context);
    }

    public static int generateViewId() {
        return IDS.incrementAndGet();
    }

    public final Context getContext() {
        return context;
    }

    public Resources getResources() {
        return context.getResources();
    }

    public final ViewParent getParent() {
        return parent;
    }

    public View getRootView() {
        return parent == null ? this : parent.getRootView();
    }

    public void setId(int id) {
        this.id = id;
    }

    public int getId() {
        return id;
    }

    public final View findViewById(int id) {
        return id == NO_ID ? null : find(id);
    }

    View find(int wanted) {
        return id == wanted ? this : null;
    }

    View bySerial(int wanted) {
        return serial == wanted ? this : null;
    }

    public final View findViewWithTag(Object tag) {
        return tag == null ? null : byTag(tag);
    }

    View byTag(Object wanted) {
        return wanted.equals(tag) ? this : null;
    }

    public Object getTag() {
        return tag;
    }

    public void setTag(Object tag) {
        this.tag = tag;
    }

    public int getVisibility() {
        return visibility;
    }

    public void setVisibility(int visibility) {
        this.visibility = visibility;
        invalidate();
    }

    public boolean isShown() {
        return visibility == VISIBLE && (parent == null || parent.isShown());
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
        invalidate();
    }

    public boolean isClickable() {
        return clickable;
    }

    public void setClickable(boolean clickable) {
        this.clickable = clickable;
        invalidate();
    }

    public boolean isLongClickable() {
        return longClickable;
    }

    public void setLongClickable(boolean longClickable) {
        this.longClickable = longClickable;
    }

    public final boolean isFocusable() {
        return focusable;
    }

    public void setFocusable(boolean focusable) {
        this.focusable = focusable;
    }

    public void setFocusableInTouchMode(boolean focusable) {
        this.focusable = focusable;
    }

    public boolean isFocused() {
        return focused;
    }

    public boolean hasFocus() {
        return focused;
    }

    public final boolean requestFocus() {
        if (focusable && !focused) {
            getRootView().dropFocus();
            changeFocus(true);
        }
        return focused;
    }

    public void clearFocus() {
        if (focused) {
            changeFocus(false);
        }
    }

    void dropFocus() {
        clearFocus();
    }

    private void changeFocus(boolean value) {
        focused = value;
        invalidate();
        if (onFocus != null) {
            onFocus.onFocusChange(this, value);
        }
    }

    public void setOnFocusChangeListener(OnFocusChangeListener listener) {
        onFocus = listener;
    }

    public boolean isSelected() {
        return selected;
    }

    public void setSelected(boolean selected) {
        this.selected = selected;
        invalidate();
    }

    public CharSequence getContentDescription() {
        return description;
    }

    public void setContentDescription(CharSequence description) {
        this.description = description;
        invalidate();
    }

    public void setOnClickListener(OnClickListener listener) {
        clickable = true;
        onClick = listener;
    }

    public boolean hasOnClickListeners() {
        return onClick != null;
    }

    public void setOnLongClickListener(OnLongClickListener listener) {
        longClickable = true;
        onLongClick = listener;
    }

    public void setOnTouchListener(OnTouchListener listener) {}

    public boolean performClick() {
        if (onClick != null) {
            onClick.onClick(this);
        }
        return onClick != null;
    }

    public boolean performLongClick() {
        return onLongClick != null && onLongClick.onLongClick(this);
    }

    /** Scrolls by this much; only a scrolling view does something with it. */
    void scrolled(int dx, int dy) {}

    public ViewGroup.LayoutParams getLayoutParams() {
        return params;
    }

    public void setLayoutParams(ViewGroup.LayoutParams params) {
        this.params = params;
        invalidate();
    }

    public void setPadding(int left, int top, int right, int bottom) {}

    public void setMinimumHeight(int height) {}

    public void setMinimumWidth(int width) {}

    public void setBackgroundColor(int color) {
        setBackground(new ColorDrawable(color));
    }

    public void setBackground(Drawable background) {
        this.background = background;
        invalidate();
    }

    public void setBackgroundResource(int id) {}

    public Drawable getBackground() {
        return background;
    }

    public void setAlpha(float alpha) {}

    public void setTextAlignment(int alignment) {}

    public void setKeepScreenOn(boolean on) {}

    public int getWidth() {
        return getResources().getDisplayMetrics().widthPixels;
    }

    public int getHeight() {
        return getResources().getDisplayMetrics().heightPixels;
    }

    public boolean post(Runnable work) {
        return handler.post(work);
    }

    public boolean postDelayed(Runnable work, long delayMillis) {
        return handler.postDelayed(work, delayMillis);
    }

    public boolean removeCallbacks(Runnable work) {
        handler.removeCallbacks(work);
        return true;
    }

    public void invalidate() {
        WindowManagerGlobal.changed();
    }

    public void postInvalidate() {
        WindowManagerGlobal.changed();
    }

    public void requestLayout() {
        WindowManagerGlobal.changed();
    }

    /** Nothing is drawn in the app's own process, so there is nothing to keep. */
    public Bitmap getDrawingCache() {
        return null;
    }

    public Bitmap getDrawingCache(boolean scaled) {
        return null;
    }

    public void setDrawingCacheEnabled(boolean enabled) {}
}
