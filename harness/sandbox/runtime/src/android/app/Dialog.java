package android.app;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.DialogInterface;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.KeyEvent;
import android.view.View;
import android.view.Window;
import android.view.WindowManagerGlobal;
import com.android.internal.policy.PhoneWindow;
import java.util.ArrayList;
import java.util.List;

/** A window on top of an activity. */
public class Dialog implements DialogInterface, KeyEvent.Callback {
    private static final List<Dialog> SHOWING = new ArrayList<>();

    private final Context context;
    private final PhoneWindow window;
    private final Handler main = new Handler(Looper.getMainLooper());
    private boolean created;
    private boolean cancelable = true;
    private OnCancelListener onCancel;
    private OnDismissListener onDismiss;
    private OnShowListener onShow;

    public Dialog(Context context) {
        this.context = context;
        this.window = new PhoneWindow(context, "dialog");
    }

    public Dialog(Context context, int theme) {
        this(context);
    }

    static Dialog top() {
        synchronized (SHOWING) {
            List<Dialog> visible = new ArrayList<>(SHOWING);
            visible.removeIf(dialog -> !dialog.window.isShown());
            return visible.isEmpty() ? null : visible.get(visible.size() - 1);
        }
    }

    static void dismissAllOf(Activity activity) {
        List<Dialog> open;
        synchronized (SHOWING) {
            open = new ArrayList<>(SHOWING);
        }
        open.stream().filter(dialog -> activityOf(dialog.context) == activity).forEach(Dialog::remove);
    }

    private static Activity activityOf(Context context) {
        for (Context at = context; at instanceof ContextWrapper wrapper; at = wrapper.getBaseContext()) {
            if (at instanceof Activity activity) {
                return activity;
            }
        }
        return null;
    }

    protected void onCreate(Bundle state) {}

    protected void onStart() {}

    protected void onStop() {}

    public final Context getContext() {
        return context;
    }

    public Window getWindow() {
        return window;
    }

    public void setContentView(View view) {
        window.setContentView(view);
    }

    public View findViewById(int id) {
        return window.findViewById(id);
    }

    public final boolean requestWindowFeature(int feature) {
        return window.requestFeature(feature);
    }

    public void setTitle(CharSequence title) {
        window.setTitle(title);
    }

    public void setCancelable(boolean cancelable) {
        this.cancelable = cancelable;
    }

    public void setCanceledOnTouchOutside(boolean cancel) {}

    public void setOnCancelListener(OnCancelListener listener) {
        onCancel = listener;
    }

    public void setOnDismissListener(OnDismissListener listener) {
        onDismiss = listener;
    }

    public void setOnShowListener(OnShowListener listener) {
        onShow = listener;
    }

    public boolean isShowing() {
        synchronized (SHOWING) {
            return SHOWING.contains(this);
        }
    }

    public void show() {
        if (isShowing()) {
            return;
        }
        if (!created) {
            created = true;
            onCreate(null);
        }
        onStart();
        Activity activity = activityOf(context);
        window.setOwner(activity == null ? null : activity.getWindow());
        synchronized (SHOWING) {
            SHOWING.add(this);
        }
        WindowManagerGlobal.add(window);
        if (onShow != null) {
            main.post(() -> onShow.onShow(this));
        }
    }

    public void hide() {
        window.setShown(false);
    }

    @Override
    public void dismiss() {
        if (Looper.getMainLooper().isCurrentThread()) {
            remove();
        } else {
            main.post(this::remove);
        }
    }

    private void remove() {
        synchronized (SHOWING) {
            if (!SHOWING.remove(this)) {
                return;
            }
        }
        WindowManagerGlobal.remove(window);
        onStop();
        if (onDismiss != null) {
            main.post(() -> onDismiss.onDismiss(this));
        }
    }

    @Override
    public void cancel() {
        if (onCancel != null && isShowing()) {
            main.post(() -> onCancel.onCancel(this));
        }
        dismiss();
    }

    public void onBackPressed() {
        if (cancelable) {
            cancel();
        }
    }

    @Override
    public boolean onKeyDown(int code, KeyEvent event) {
        return code == KeyEvent.KEYCODE_BACK;
    }

    @Override
    public boolean onKeyUp(int code, KeyEvent event) {
        if (code != KeyEvent.KEYCODE_BACK) {
            return false;
        }
        onBackPressed();
        return true;
    }

    public boolean dispatchKeyEvent(KeyEvent event) {
        return event.getAction() == KeyEvent.ACTION_DOWN
                ? onKeyDown(event.getKeyCode(), event)
                : onKeyUp(event.getKeyCode(), event);
    }
}
