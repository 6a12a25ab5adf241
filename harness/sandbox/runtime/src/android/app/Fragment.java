package android.app;

import android.content.ComponentCallbacks2;
import android.content.Context;
import android.content.Intent;
import android.content.res.Configuration;
import android.content.res.Resources;
import android.os.Bundle;
import android.util.AttributeSet;
import android.view.LayoutInflater;
import android.view.Menu;
import android.view.MenuInflater;
import android.view.MenuItem;
import android.view.View;
import android.view.ViewGroup;
import harness.runtime.App;
import harness.runtime.Sys;
import java.util.Arrays;

/** A part of an activity, as Android 8 and earlier used it. */
public class Fragment implements ComponentCallbacks2 {
    /** A fragment could not be made. */
    public static class InstantiationException extends RuntimeException {
        public InstantiationException(String message, Exception cause) {
            super(message, cause);
        }
    }

    int state = FragmentManagerImpl.NONE;
    int container;
    int id;
    String tag;
    boolean hidden;
    boolean removed;
    View view;
    private Activity host;
    private Bundle arguments;
    private boolean retained;

    public Fragment() {}

    public void attach(Activity host) {
        this.host = host;
    }

    public static Fragment instantiate(Context context, String name) {
        return instantiate(context, name, null);
    }

    public static Fragment instantiate(Context context, String name, Bundle arguments) {
        try {
            Fragment made = Class.forName(name, true, App.classLoader()).asSubclass(Fragment.class).getDeclaredConstructor().newInstance();
            made.arguments = arguments;
            return made;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new InstantiationException("Unable to instantiate fragment " + name, e);
        }
    }

    public final Activity getActivity() {
        return host;
    }

    public Context getContext() {
        return host;
    }

    public final Resources getResources() {
        return host.getResources();
    }

    public final String getString(int id) {
        return getResources().getString(id);
    }

    public final String getString(int id, Object... args) {
        return getResources().getString(id, args);
    }

    public final CharSequence getText(int id) {
        return getResources().getText(id);
    }

    public void setArguments(Bundle arguments) {
        this.arguments = arguments;
    }

    public final Bundle getArguments() {
        return arguments;
    }

    public final FragmentManager getFragmentManager() {
        return host == null ? null : host.getFragmentManager();
    }

    public final int getId() {
        return id;
    }

    public final String getTag() {
        return tag;
    }

    public View getView() {
        return view;
    }

    public final boolean isAdded() {
        return host != null && !removed;
    }

    public final boolean isHidden() {
        return hidden;
    }

    public final boolean isVisible() {
        return isAdded() && !hidden && view != null;
    }

    public final boolean isResumed() {
        return state == FragmentManagerImpl.RESUMED;
    }

    public final boolean isDetached() {
        return false;
    }

    public final boolean isRemoving() {
        return removed;
    }

    public void setRetainInstance(boolean retain) {
        retained = retain;
    }

    public final boolean getRetainInstance() {
        return retained;
    }

    public void setHasOptionsMenu(boolean has) {}

    public void setMenuVisibility(boolean visible) {}

    public void setUserVisibleHint(boolean visible) {}

    public void startActivity(Intent intent) {
        host.startActivity(intent);
    }

    public void startActivityForResult(Intent intent, int code) {
        host.startActivityForResult(intent, code);
    }

    public LayoutInflater getLayoutInflater() {
        return host.getLayoutInflater();
    }

    public void onAttach(Context context) {
        onAttach(host);
    }

    public void onAttach(Activity activity) {}

    public void onInflate(Context context, AttributeSet attributes, Bundle state) {}

    public void onCreate(Bundle state) {}

    public View onCreateView(LayoutInflater inflater, ViewGroup container, Bundle state) {
        return null;
    }

    public void onViewCreated(View view, Bundle state) {}

    public void onActivityCreated(Bundle state) {}

    public void onStart() {}

    public void onResume() {}

    public void onPause() {}

    public void onStop() {}

    public void onDestroyView() {}

    public void onDestroy() {}

    public void onDetach() {}

    public void onHiddenChanged(boolean hidden) {}

    public void onSaveInstanceState(Bundle state) {}

    public void onActivityResult(int code, int result, Intent data) {}

    public void onConfigurationChanged(Configuration configuration) {}

    public void onLowMemory() {}

    public void onTrimMemory(int level) {}

    public void onCreateOptionsMenu(Menu menu, MenuInflater inflater) {}

    public void onPrepareOptionsMenu(Menu menu) {}

    public boolean onOptionsItemSelected(MenuItem item) {
        return false;
    }

    public final void requestPermissions(String[] permissions, int code) {
        if (host == null) {
            throw new IllegalStateException("Fragment " + this + " not attached to Activity");
        }
        Sys.call("permission.request", "permissions", Arrays.asList(permissions), "request_code", code, "token", host.token);
    }

    public void onRequestPermissionsResult(int code, String[] permissions, int[] results) {}
}
