package android.app;

import android.content.Context;
import android.content.ContextWrapper;
import android.os.Bundle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The app as a whole. */
public class Application extends ContextWrapper {
    /** Hears what activities go through. */
    public interface ActivityLifecycleCallbacks {
        void onActivityCreated(Activity activity, Bundle state);

        void onActivityStarted(Activity activity);

        void onActivityResumed(Activity activity);

        void onActivityPaused(Activity activity);

        void onActivityStopped(Activity activity);

        void onActivitySaveInstanceState(Activity activity, Bundle state);

        void onActivityDestroyed(Activity activity);
    }

    final List<ActivityLifecycleCallbacks> callbacks = new CopyOnWriteArrayList<>();

    public Application() {
        super(null);
    }

    final void attach(Context base) {
        attachBaseContext(base);
    }

    public static String getProcessName() {
        return System.getProperty("harness.process");
    }

    public void onCreate() {}

    public void onTerminate() {}

    public void onLowMemory() {}

    public void registerActivityLifecycleCallbacks(ActivityLifecycleCallbacks callback) {
        callbacks.add(callback);
    }

    public void unregisterActivityLifecycleCallbacks(ActivityLifecycleCallbacks callback) {
        callbacks.remove(callback);
    }
}
