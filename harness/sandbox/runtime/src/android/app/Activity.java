package android.app;

import android.content.ComponentCallbacks2;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.content.res.Configuration;
import android.content.res.Resources;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;
import android.view.ActionMode;
import android.view.ContextThemeWrapper;
import android.view.KeyEvent;
import android.view.LayoutInflater;
import android.view.Menu;
import android.view.MenuInflater;
import android.view.MenuItem;
import android.view.MotionEvent;
import android.view.SearchEvent;
import android.view.View;
import android.view.ViewGroup;
import android.view.Window;
import android.view.WindowManager;
import android.view.accessibility.AccessibilityEvent;
import com.android.internal.policy.PhoneWindow;
import harness.runtime.Sys;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A screen of the app. */
public class Activity extends ContextThemeWrapper
        implements KeyEvent.Callback, LayoutInflater.Factory2, Window.Callback, ComponentCallbacks2 {
    public static final int RESULT_CANCELED = 0;
    public static final int RESULT_OK = -1;

    Lifecycle state = Lifecycle.NEW;
    String token;
    private Intent intent;
    private Application application;
    private PhoneWindow window;
    private boolean finished;
    final FragmentManagerImpl fragments = new FragmentManagerImpl(this);
    final List<Application.ActivityLifecycleCallbacks> callbacks = new CopyOnWriteArrayList<>();
    private CharSequence title = "";

    final void attach(Context base, Application application, String token, Intent intent) {
        attachBaseContext(base);
        this.application = application;
        this.token = token;
        this.intent = intent;
        window = new PhoneWindow(this, "activity");
        window.setCallback(this);
        getLayoutInflater().setPrivateFactory(this);
        int theme = Declared.theme(getClass().getName());
        if (theme != 0) {
            setTheme(theme);
        }
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

    protected void onUserLeaveHint() {}

    protected void onTitleChanged(CharSequence title, int color) {}

    protected void onRestoreInstanceState(Bundle state) {}

    protected void onApplyThemeResource(Resources.Theme theme, int style, boolean first) {
        super.onApplyThemeResource(theme, style, first);
    }

    public void onContentChanged() {}

    public void onDetachedFromWindow() {}

    public void onWindowAttributesChanged(WindowManager.LayoutParams attributes) {}

    public void onLowMemory() {}

    public void onTrimMemory(int level) {}

    public void onAttachFragment(Fragment fragment) {}

    public void onActionModeStarted(ActionMode mode) {}

    public void onActionModeFinished(ActionMode mode) {}

    public void onOptionsMenuClosed(Menu menu) {}

    public void onPanelClosed(int feature, Menu menu) {}

    public ActionMode onWindowStartingActionMode(ActionMode.Callback callback) {
        return null;
    }

    public ActionMode onWindowStartingActionMode(ActionMode.Callback callback, int type) {
        return null;
    }

    public boolean onSearchRequested() {
        return false;
    }

    public boolean onSearchRequested(SearchEvent event) {
        return false;
    }

    public View onCreateView(String name, Context context, AttributeSet attributes) {
        return null;
    }

    /** An element {@code <fragment>} is a fragment's view; all others are made elsewhere. */
    public View onCreateView(View parent, String name, Context context, AttributeSet attributes) {
        return "fragment".equals(name) ? fragments.inflated(context, attributes) : onCreateView(name, context, attributes);
    }

    public View onCreatePanelView(int feature) {
        return null;
    }

    public boolean onCreatePanelMenu(int feature, Menu menu) {
        return feature == Window.FEATURE_OPTIONS_PANEL && onCreateOptionsMenu(menu);
    }

    public boolean onPreparePanel(int feature, View view, Menu menu) {
        return feature != Window.FEATURE_OPTIONS_PANEL || onPrepareOptionsMenu(menu);
    }

    public boolean onMenuOpened(int feature, Menu menu) {
        return true;
    }

    public boolean onMenuItemSelected(int feature, MenuItem item) {
        return feature == Window.FEATURE_OPTIONS_PANEL && onOptionsItemSelected(item);
    }

    public boolean onCreateOptionsMenu(Menu menu) {
        return true;
    }

    public boolean onPrepareOptionsMenu(Menu menu) {
        return true;
    }

    public boolean onOptionsItemSelected(MenuItem item) {
        return false;
    }

    public boolean dispatchKeyShortcutEvent(KeyEvent event) {
        return false;
    }

    public boolean dispatchTouchEvent(MotionEvent event) {
        return false;
    }

    public boolean dispatchTrackballEvent(MotionEvent event) {
        return false;
    }

    public boolean dispatchGenericMotionEvent(MotionEvent event) {
        return false;
    }

    public boolean dispatchPopulateAccessibilityEvent(AccessibilityEvent event) {
        return false;
    }

    public FragmentManager getFragmentManager() {
        return fragments;
    }

    public MenuInflater getMenuInflater() {
        return new MenuInflater(this);
    }

    public void invalidateOptionsMenu() {}

    public View getCurrentFocus() {
        return window.getCurrentFocus();
    }

    public SharedPreferences getPreferences(int mode) {
        return getSharedPreferences(getLocalClassName(), mode);
    }

    public Object getLastNonConfigurationInstance() {
        return null;
    }

    public final Activity getParent() {
        return null;
    }

    public final boolean isChild() {
        return false;
    }

    public boolean isTaskRoot() {
        return true;
    }

    public boolean isChangingConfigurations() {
        return false;
    }

    public boolean isInMultiWindowMode() {
        return false;
    }

    public boolean isInPictureInPictureMode() {
        return false;
    }

    public boolean hasWindowFocus() {
        return state == Lifecycle.RESUMED;
    }

    public String getCallingPackage() {
        return null;
    }

    public ComponentName getCallingActivity() {
        return null;
    }

    public Intent getParentActivityIntent() {
        return null;
    }

    public void setTitle(int id) {
        setTitle(getText(id));
    }

    public final void setProgressBarIndeterminateVisibility(boolean visible) {}

    public final void setVolumeControlStream(int stream) {}

    public void overridePendingTransition(int enter, int exit) {}

    public void registerActivityLifecycleCallbacks(Application.ActivityLifecycleCallbacks callback) {
        callbacks.add(callback);
    }

    public void unregisterActivityLifecycleCallbacks(Application.ActivityLifecycleCallbacks callback) {
        callbacks.remove(callback);
    }

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
        window.setContentView(view, params);
    }

    public void setContentView(int layout) {
        window.setContentView(layout);
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
