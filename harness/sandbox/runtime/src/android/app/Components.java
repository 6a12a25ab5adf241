package android.app;

import android.content.BroadcastReceiver;
import android.content.Intent;
import java.util.LinkedHashMap;
import java.util.Map;

/** The services of this process, and the receivers that the manifest declares. */
final class Components {
    private static final Map<String, Service> SERVICES = new LinkedHashMap<>();
    private static int starts;

    private Components() {}

    static void startService(String className, Intent intent) {
        Service service = SERVICES.get(className);
        if (service == null) {
            service = ActivityThread.make(className, Service.class);
            SERVICES.put(className, service);
            service.attach(new ContextImpl(), ActivityThread.currentApplication());
            service.onCreate();
        }
        service.start(intent, ++starts);
    }

    static void stopService(String className) {
        Service service = SERVICES.remove(className);
        if (service != null) {
            service.onDestroy();
        }
    }

    static void receive(String className, Intent intent) {
        ActivityThread.make(className, BroadcastReceiver.class).onReceive(ActivityThread.currentApplication(), intent);
    }
}
