package android.app;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.res.Configuration;
import android.content.res.Resources;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.view.ContextThemeWrapper;
import android.view.KeyEvent;
import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.view.Window;
import android.view.WindowManager;
import com.android.internal.policy.PhoneWindow;
import harness.runtime.Sys;
import java.util.Arrays;

/** A screen of the app. */
public class Activity extends ContextThemeWrapper implements KeyEvent.Callback {
    public static final int RESULT_CANCELED = 0;
    public static final int RESULT_OK = -1;

    Lifecycle state = Lifecycle.NEW;
    String token;
    private Intent intent;
    private Application application;
    private PhoneWindow window;
    private boolean finished;
    private CharSequence title = "";

    final void attach(Context base, Application application, String token, Intent intent) {
        attachBaseContext(base);
        this.application = application;
        this.token = token;
        this.intent = intent;
        window = new PhoneWindow(this, "activity");
        setTitle(harness.runtime.App.text("label", getPackageName()));
    }

    protected void onCreate(Bundle state) {}

    protected void onPostCreate(Bundle state) {}

    protected void onStart() {}

    protected void onRestart() {}

    protected void onResume() {}

    protected void onPostResume() {}

    protected void onPause() {}

    protected void onStop() {}

    protected void onDestroy() {}

    protected void onNewIntent(Intent intent) {}

    protected void onSaveInstanceState(Bundle state) {}

    protected void onActivityResult(int request, int result, Intent data) {}

    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {}

    public void onConfigurationChanged(Configuration configuration) {}

    public void onWindowFocusChanged(boolean focused) {}

    public void onAttachedToWindow() {}

    public void onUserInteraction() {}

    public final Application getApplication() {
        return application;
    }

    public Intent getIntent() {
        return intent;
    }

    public void setIntent(Intent intent) {
        this.intent = intent;
    }

    public ComponentName getComponentName() {
        return new ComponentName(getPackageName(), getClass().getName());
    }

    public String getLocalClassName() {
        String name = getClass().getName();
        return name.startsWith(getPackageName() + ".") ? name.substring(getPackageName().length() + 1) : name;
    }

    public Window getWindow() {
        return window;
    }

    public WindowManager getWindowManager() {
        return (WindowManager) getSystemService(WINDOW_SERVICE);
    }

    public LayoutInflater getLayoutInflater() {
        return LayoutInflater.from(this);
    }

    public void setContentView(View view) {
        window.setContentView(view);
    }

    public void setContentView(View view, ViewGroup.LayoutParams params) {
        view.setLayoutParams(params);
        window.setContentView(view);
    }

    public void setContentView(int layout) {
        throw Resources.missing(layout);
    }

    public void addContentView(View view, ViewGroup.LayoutParams params) {
        window.addContentView(view, params);
    }

    public View findViewById(int id) {
        return window.findViewById(id);
    }

    public final boolean requestWindowFeature(int feature) {
        return window.requestFeature(feature);
    }

    public void setTitle(CharSequence title) {
        this.title = title;
        window.setTitle(title);
    }

    public final CharSequence getTitle() {
        return title;
    }

    public final void runOnUiThread(Runnable work) {
        if (Looper.getMainLooper().isCurrentThread()) {
            work.run();
        } else {
            new Handler(Looper.getMainLooper()).post(work);
        }
    }

    public final void requestPermissions(String[] permissions, int request) {
        Sys.call("permission.request", "permissions", Arrays.asList(permissions), "request_code", request, "token", token);
    }

    /** What the system answered, on its way to the app. */
    private void dispatchRequestPermissionsResult(int request, Intent data) {
        String[] permissions = data == null ? null : data.getStringArrayExtra("android.content.pm.extra.REQUEST_PERMISSIONS_NAMES");
        int[] results = data == null ? null : data.getIntArrayExtra("android.content.pm.extra.REQUEST_PERMISSIONS_RESULTS");
        onRequestPermissionsResult(request, permissions == null ? new String[0] : permissions, results == null ? new int[0] : results);
    }

    void deliverPermissions(int request, String[] permissions, int[] results) {
        dispatchRequestPermissionsResult(request, new Intent()
                .putExtra("android.content.pm.extra.REQUEST_PERMISSIONS_NAMES", permissions)
                .putExtra("android.content.pm.extra.REQUEST_PERMISSIONS_RESULTS", results));
    }

    public boolean shouldShowRequestPermissionRationale(String permission) {
        return false;
    }

    public void startActivityForResult(Intent intent, int request) {
        startActivity(intent);
    }

    @Override
    public void startActivities(Intent[] intents) {
        startActivities(intents, null);
    }

    @Override
    public void startActivities(Intent[] intents, Bundle options) {
        ContextImpl.startAll(intents);
    }

    public final void setResult(int result) {}

    public final void setResult(int result, Intent data) {}

    public void finish() {
        if (!finished) {
            finished = true;
            Sys.call("activity.finish", "token", token);
        }
    }

    public void finishAffinity() {
        finish();
    }

    public void finishAndRemoveTask() {
        finish();
    }

    public boolean isFinishing() {
        return finished;
    }

    public boolean isDestroyed() {
        return state == Lifecycle.DESTROYED;
    }

    /** The task stays where it is, and the app is told so. */
    public boolean moveTaskToBack(boolean nonRoot) {
        return false;
    }

    public void onBackPressed() {
        finish();
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

    public void setRequestedOrientation(int orientation) {}
}
