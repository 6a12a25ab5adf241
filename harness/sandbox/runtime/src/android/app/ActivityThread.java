package android.app;

import android.content.ContentProvider;
import android.content.Intent;
import android.content.pm.ProviderInfo;
import android.net.Uri;
import android.os.Bundle;
import android.view.KeyEvent;
import android.view.View;
import android.view.ViewTree;
import android.view.WindowManagerGlobal;
import harness.runtime.App;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The main thread: makes the application and its activities and takes them through what the system asks. */
public final class ActivityThread {
    private static final Map<String, Activity> ACTIVITIES = new LinkedHashMap<>();
    private static volatile Application application;

    private ActivityThread() {}

    public static Application currentApplication() {
        return application;
    }

    public static String currentPackageName() {
        return App.packageName();
    }

    public static String currentProcessName() {
        return System.getProperty("harness.process");
    }

    /** What the system tells of the app when the process has attached to it. */
    static final class AppBindData {
        final String application;

        AppBindData(String application) {
            this.application = application;
        }
    }

    public static void start(String className) {
        new ActivityThread().handleBindApplication(new AppBindData(className));
    }

    /** Passed by the main thread after it has attached and before the app's first line, as on a phone. */
    private void handleBindApplication(AppBindData data) {
        String className = data.application;
        Application made = className == null ? new Application() : make(className, Application.class);
        application = made;
        made.attach(new ContextImpl());
        installContentProviders(made);
        made.onCreate();
    }

    /** Apps and libraries do their first work in their providers; one for which a double is missing is left out. */
    private static void installContentProviders(Application context) {
        for (Map<String, Object> row : App.rows("providers")) {
            String name = text(row, "name");
            ProviderInfo info = new ProviderInfo();
            info.name = name;
            info.packageName = App.packageName();
            info.authority = text(row, "authority");
            info.exported = Boolean.TRUE.equals(row.get("exported"));
            info.grantUriPermissions = Boolean.TRUE.equals(row.get("grants"));
            try {
                make(name, ContentProvider.class).attachInfo(context, info);
            } catch (LinkageError e) {
                Sys.tell("log", "priority", 6, "tag", "ActivityThread", "message", "Failed to install provider " + name + ": " + e);
            }
        }
    }

    static <T> T make(String className, Class<T> type) {
        try {
            return type.cast(Class.forName(className, true, App.classLoader()).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new RuntimeException("Unable to instantiate " + type.getSimpleName() + " " + className + ": " + e, e);
        }
    }

    /** What the system tells; the result matters for events that want an answer. */
    public static Object event(String name, Map<String, Object> event) {
        switch (name) {
            case "activity.launch" -> launch(event);
            case "activity.new_intent" -> newIntent(event);
            case "activity.resume" -> move(event, Lifecycle.RESUMED);
            case "activity.pause" -> move(event, Lifecycle.STARTED);
            case "activity.stop" -> move(event, Lifecycle.CREATED);
            case "activity.destroy" -> destroy(event);
            case "service.start" -> Components.startService(text(event, "class"), intent(event));
            case "service.stop" -> Components.stopService(text(event, "class"));
            case "broadcast.receive" -> Components.receive(text(event, "class"), intent(event));
            case "permission.result" -> permissionResult(event);
            case "key" -> key(text(event, "name"));
            case "ui.dump" -> {
                harness.runtime.Shells.tell();
                return ViewTree.dump();
            }
            case "ui.click" -> onView(event, ViewTree::click);
            case "ui.long_click" -> onView(event, ViewTree::longClick);
            case "ui.text" -> onView(event, view -> ViewTree.type(view, text(event, "text")));
            case "ui.scroll" -> onView(event, view -> ViewTree.scroll(view, number(event, "dx"), number(event, "dy")));
            case "process.exit" -> {
                harness.runtime.Shells.tell();
                System.exit(number(event, "code"));
            }
            default -> Sys.tell("log", "priority", 5, "tag", "harness", "message", "unknown event " + name);
        }
        return null;
    }

    private static void onView(Map<String, Object> event, java.util.function.Consumer<View> act) {
        View view = ViewTree.find(number(event, "view"));
        if (view != null) {
            act.accept(view);
        }
    }

    private static String text(Map<String, Object> event, String key) {
        return event.get(key) == null ? null : event.get(key).toString();
    }

    private static int number(Map<String, Object> event, String key) {
        return event.get(key) instanceof Number number ? number.intValue() : 0;
    }

    private static Intent intent(Map<String, Object> event) {
        Intent intent = new Intent(text(event, "action"));
        intent.setClassName(App.packageName(), text(event, "class"));
        intent.setData(event.get("data") == null ? null : Uri.parse(text(event, "data")));
        Map<String, Object> extras = Sys.map(event.get("extras"));
        if (!extras.isEmpty()) {
            intent.putExtras(Bundle.fromMap(extras));
        }
        return intent;
    }

    private static void launch(Map<String, Object> event) {
        String token = text(event, "token");
        Activity activity = make(text(event, "class"), Activity.class);
        activity.attach(new ContextImpl(), application, token, intent(event));
        ACTIVITIES.put(token, activity);
        advance(activity, Lifecycle.RESUMED);
    }

    private static void newIntent(Map<String, Object> event) {
        Activity activity = ACTIVITIES.get(text(event, "token"));
        if (activity != null) {
            activity.onNewIntent(intent(event));
        }
    }

    private static void move(Map<String, Object> event, Lifecycle wanted) {
        Activity activity = ACTIVITIES.get(text(event, "token"));
        if (activity != null) {
            advance(activity, wanted);
        }
    }

    private static void destroy(Map<String, Object> event) {
        Activity activity = ACTIVITIES.remove(text(event, "token"));
        if (activity == null) {
            return;
        }
        advance(activity, Lifecycle.CREATED);
        activity.fragments.reach(FragmentManagerImpl.NONE);
        activity.onDestroy();
        activity.state = Lifecycle.DESTROYED;
        Dialog.dismissAllOf(activity);
        WindowManagerGlobal.remove(activity.getWindow());
        tell(activity, Application.ActivityLifecycleCallbacks::onActivityDestroyed);
    }

    /** One step at a time, up or down, until the activity is where it should be. */
    private static void advance(Activity activity, Lifecycle wanted) {
        while (activity.state != wanted) {
            activity.state = activity.state.compareTo(wanted) < 0 ? up(activity) : down(activity);
        }
    }

    private static Lifecycle up(Activity activity) {
        switch (activity.state) {
            case NEW:
                activity.onCreate(null);
                activity.fragments.reach(FragmentManagerImpl.CREATED);
                tell(activity, (callback, one) -> callback.onActivityCreated(one, null));
                return Lifecycle.CREATED;
            case CREATED:
                if (!WindowManagerGlobal.known(activity.getWindow())) {
                    WindowManagerGlobal.add(activity.getWindow());
                    activity.onStart();
                    activity.onPostCreate(null);
                } else {
                    activity.onRestart();
                    activity.onStart();
                }
                activity.fragments.reach(FragmentManagerImpl.STARTED);
                activity.getWindow().setShown(true);
                tell(activity, Application.ActivityLifecycleCallbacks::onActivityStarted);
                return Lifecycle.STARTED;
            default:
                activity.onResume();
                activity.fragments.reach(FragmentManagerImpl.RESUMED);
                tell(activity, Application.ActivityLifecycleCallbacks::onActivityResumed);
                activity.onPostResume();
                activity.onWindowFocusChanged(true);
                return Lifecycle.RESUMED;
        }
    }

    private static Lifecycle down(Activity activity) {
        if (activity.state == Lifecycle.RESUMED) {
            activity.fragments.reach(FragmentManagerImpl.STARTED);
            activity.onPause();
            activity.onWindowFocusChanged(false);
            tell(activity, Application.ActivityLifecycleCallbacks::onActivityPaused);
            return Lifecycle.STARTED;
        }
        activity.fragments.reach(FragmentManagerImpl.CREATED);
        activity.onStop();
        activity.getWindow().setShown(false);
        tell(activity, Application.ActivityLifecycleCallbacks::onActivityStopped);
        return Lifecycle.CREATED;
    }

    private static void tell(Activity activity, BiConsumer<Application.ActivityLifecycleCallbacks, Activity> what) {
        activity.callbacks.forEach(callback -> what.accept(callback, activity));
        application.callbacks.forEach(callback -> what.accept(callback, activity));
    }

    private static void permissionResult(Map<String, Object> event) {
        Activity activity = ACTIVITIES.get(text(event, "token"));
        if (activity == null) {
            return;
        }
        List<?> permissions = (List<?>) event.get("permissions");
        List<?> granted = (List<?>) event.get("granted");
        int[] results = new int[permissions.size()];
        for (int i = 0; i < results.length; i++) {
            results[i] = Boolean.TRUE.equals(granted.get(i)) ? 0 : -1;
        }
        activity.deliverPermissions(number(event, "request_code"), permissions.toArray(new String[0]), results);
    }

    /** The topmost dialog takes a key, else the topmost activity that is in front. */
    private static void key(String name) {
        int code = KeyEvent.keyCodeFromString(name);
        Dialog dialog = Dialog.top();
        Activity front = new ArrayList<>(ACTIVITIES.values()).stream()
                .filter(activity -> activity.state == Lifecycle.RESUMED).reduce((first, second) -> second).orElse(null);
        for (int action : new int[] {KeyEvent.ACTION_DOWN, KeyEvent.ACTION_UP}) {
            KeyEvent event = new KeyEvent(action, code);
            if (dialog != null) {
                dialog.dispatchKeyEvent(event);
            } else if (front != null) {
                front.getWindow().getCallback().dispatchKeyEvent(event);
            }
        }
    }
}
