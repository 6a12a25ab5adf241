package android.app;

import android.content.Intent;
import java.util.HashMap;
import java.util.Map;

/** The app's started services, by class. Only the main thread comes here. */
final class Services {
    private static final Map<String, Service> RUNNING = new HashMap<>();
    private static int starts;

    private Services() {}

    static void start(String className, Intent intent) {
        Service service = RUNNING.get(className);
        if (service == null) {
            service = ActivityThread.make(className, Service.class);
            service.attach(new ContextImpl());
            RUNNING.put(className, service);
            service.onCreate();
        }
        service.onStartCommand(intent, 0, ++starts);
    }

    static void stop(String className) {
        Service service = RUNNING.remove(className);
        if (service != null) {
            service.onDestroy();
        }
    }
}
