package android.app;

import android.content.BroadcastReceiver;
import android.content.ContentProvider;
import android.content.Intent;
import android.content.pm.ApplicationInfo;

/** Says what it was asked for. */
public class AppComponentFactory {
    public static void say(Object who, String what) {
        System.out.println(who.getClass().getName() + " " + what);
    }

    public ClassLoader instantiateClassLoader(ClassLoader loader, ApplicationInfo info) {
        say(this, "loader");
        return loader;
    }

    public Application instantiateApplication(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        say(this, "application " + name);
        return null;
    }

    public Activity instantiateActivity(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        say(this, "activity " + name);
        return null;
    }

    public BroadcastReceiver instantiateReceiver(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        say(this, "receiver " + name);
        return null;
    }

    public Service instantiateService(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        say(this, "service " + name);
        return null;
    }

    public ContentProvider instantiateProvider(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        say(this, "provider " + name);
        return null;
    }
}
