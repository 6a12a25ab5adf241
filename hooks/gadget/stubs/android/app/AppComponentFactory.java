package android.app;

import android.content.BroadcastReceiver;
import android.content.ContentProvider;
import android.content.Intent;
import android.content.pm.ApplicationInfo;

/** The names of what Android 9 has and the older {@code android.jar} of the build has not. Not part of what is built. */
public class AppComponentFactory {
    public ClassLoader instantiateClassLoader(ClassLoader loader, ApplicationInfo info) {
        throw new UnsupportedOperationException();
    }

    public Application instantiateApplication(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }

    public Activity instantiateActivity(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }

    public BroadcastReceiver instantiateReceiver(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }

    public Service instantiateService(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }

    public ContentProvider instantiateProvider(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }
}
