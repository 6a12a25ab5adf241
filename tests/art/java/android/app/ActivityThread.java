package android.app;

import java.util.concurrent.Callable;

/** The main thread, as far as hooks have to do with it: it binds the app when it has attached to the system. */
public final class ActivityThread {
    static final class AppBindData {
        final Callable<Object> app;

        AppBindData(Callable<Object> app) {
            this.app = app;
        }
    }

    private Object answer;

    public static Application currentApplication() {
        return null;
    }

    /** Binds an app, whose first line this is. */
    public static Object bind(Callable<Object> app) throws Exception {
        ActivityThread thread = new ActivityThread();
        thread.handleBindApplication(new AppBindData(app));
        return thread.answer;
    }

    private void handleBindApplication(AppBindData data) throws Exception {
        answer = data.app.call();
    }
}
