package android.view;

import android.content.Context;
import android.content.res.Resources;
import android.content.res.TypedArray;
import android.graphics.Bitmap;
import android.graphics.drawable.ColorDrawable;
import android.graphics.drawable.Drawable;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;
import android.view.animation.Animation;
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
    private java.util.Map<Integer, Object> tags;
    private int[] padding = new int[4];
    private boolean activated;
    private float alpha = 1;
    private ViewTreeObserver observer;
    private ViewGroup.LayoutParams params;
    private Drawable background;
    private OnClickListener onClick;
    private OnLongClickListener onLongClick;
    private OnFocusChangeListener onFocus;

    public View(Context context) {
        this.context = context;
    }

    public View(Context context, AttributeSet attributes) {
        this(context, attributes, 0, 0);
    }

    public View(Context context, AttributeSet attributes, int style) {
        this(context, attributes, style, 0);
    }

    public View(Context context, AttributeSet attributes, int attribute, int style) {
        this(context);
        if (attributes != null) {
            read(context.obtainStyledAttributes(attributes, Inflated.WANTED, attribute, style));
        }
    }

    /** Sets the fields alone: what a class below overrides is not called before that class is there. */
    private void read(TypedArray found) {
        id = found.getResourceId(0, NO_ID);
        tag = found.getText(1);
        visibility = Inflated.VISIBILITY[Math.floorMod(found.getInt(2, 0), 3)];
        enabled = found.getBoolean(3, true);
        clickable = found.getBoolean(4, false);
        longClickable = found.getBoolean(5, false);
        focusable = found.getBoolean(6, false);
        description = found.getText(7);
        background = found.getDrawable(9);
        int around = found.getDimensionPixelSize(10, 0);
        padding = new int[] {around, around, around, around};
        String handler = found.getString(8);
        if (handler != null) {
            clickable = true;
            onClick = new Inflated.Declared(this, handler);
        }
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

    public View findFocus() {
        return focused ? this : null;
    }

    /** A menu that is shown for a view. */
    public interface OnCreateContextMenuListener {
        void onCreateContextMenu(ContextMenu menu, View view, ContextMenu.ContextMenuInfo info);
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

    public void setPadding(int left, int top, int right, int bottom) {
        padding = new int[] {left, top, right, bottom};
    }

    public void setPaddingRelative(int start, int top, int end, int bottom) {
        padding = new int[] {start, top, end, bottom};
    }

    public int getPaddingLeft() {
        return padding[0];
    }

    public int getPaddingTop() {
        return padding[1];
    }

    public int getPaddingRight() {
        return padding[2];
    }

    public int getPaddingBottom() {
        return padding[3];
    }

    public int getPaddingStart() {
        return padding[0];
    }

    public int getPaddingEnd() {
        return padding[2];
    }

    public Object getTag(int key) {
        return tags == null ? null : tags.get(key);
    }

    public void setTag(int key, Object value) {
        if (key >>> 24 < 2) {
            throw new IllegalArgumentException("The key must be an application-specific resource id.");
        }
        tags = tags == null ? new java.util.HashMap<>() : tags;
        tags.put(key, value);
    }

    public Handler getHandler() {
        return handler;
    }

    public boolean isAttachedToWindow() {
        return true;
    }

    public boolean isInEditMode() {
        return false;
    }

    public boolean isActivated() {
        return activated;
    }

    public void setActivated(boolean activated) {
        this.activated = activated;
    }

    public boolean isPressed() {
        return false;
    }

    public float getAlpha() {
        return alpha;
    }

    public final boolean isFocusableInTouchMode() {
        return focusable;
    }

    public void setFocusable(int focusable) {
        this.focusable = focusable != 0;
    }

    public boolean callOnClick() {
        return performClick();
    }

    /** Laying out is the system's, which asks no view how large it wants to be. */
    public final void measure(int width, int height) {}

    public void layout(int left, int top, int right, int bottom) {}

    protected void onFinishInflate() {}

    final void inflated() {
        onFinishInflate();
    }

    public ViewTreeObserver getViewTreeObserver() {
        if (observer == null) {
            observer = new ViewTreeObserver();
        }
        return observer;
    }

    public void startAnimation(Animation animation) {
        animation.endAtOnce();
    }

    public void setAnimation(Animation animation) {
        if (animation != null) {
            animation.endAtOnce();
        }
    }

    public void clearAnimation() {}

    public Animation getAnimation() {
        return null;
    }

    public ViewPropertyAnimator animate() {
        return new ViewPropertyAnimator(this);
    }

    public int getOverScrollMode() {
        return 0;
    }

    public static View inflate(Context context, int layout, ViewGroup root) {
        return LayoutInflater.from(context).inflate(layout, root, root != null);
    }

    public void setMinimumHeight(int height) {}

    public void setMinimumWidth(int width) {}

    public void setBackgroundColor(int color) {
        setBackground(new ColorDrawable(color));
    }

    public void setBackground(Drawable background) {
        this.background = background;
        invalidate();
    }

    public void setBackgroundResource(int id) {
        setBackground(id == 0 ? null : getResources().getDrawable(id));
    }

    public void setBackgroundDrawable(Drawable background) {
        this.background = background;
        invalidate();
    }

    public Drawable getBackground() {
        return background;
    }

    public void setAlpha(float alpha) {
        this.alpha = alpha;
    }

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
