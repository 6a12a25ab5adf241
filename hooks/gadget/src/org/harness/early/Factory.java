package org.harness.early;

import android.app.Activity;
import android.app.AppComponentFactory;
import android.app.Application;
import android.app.Service;
import android.content.BroadcastReceiver;
import android.content.ContentProvider;
import android.content.Intent;
import android.content.pm.ApplicationInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/**
 * Loads a native library into each process of the app before any of the app's own classes is used.
 *
 * <p>The platform (Android 9 on) makes this object together with the app's class loader. All it is asked for it leaves
 * to the app's own factory, if there is one. The resource {@code org/harness/early/names} holds the library's name and,
 * on a second line, that factory's. A library that cannot be loaded ends the app: it must not run unwatched.
 */
public final class Factory extends AppComponentFactory {
    private final AppComponentFactory own;

    public Factory() throws ReflectiveOperationException, IOException {
        ClassLoader loader = Factory.class.getClassLoader();
        try (InputStream stream = loader.getResourceAsStream("org/harness/early/names")) {
            BufferedReader names = new BufferedReader(new InputStreamReader(stream, "UTF-8"));
            System.loadLibrary(names.readLine());
            String name = names.readLine();
            own = name == null ? null : (AppComponentFactory) loader.loadClass(name).newInstance();
        }
    }

    @Override
    public ClassLoader instantiateClassLoader(ClassLoader loader, ApplicationInfo info) {
        return own == null ? super.instantiateClassLoader(loader, info) : own.instantiateClassLoader(loader, info);
    }

    @Override
    public Application instantiateApplication(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        return own == null ? super.instantiateApplication(loader, name) : own.instantiateApplication(loader, name);
    }

    @Override
    public Activity instantiateActivity(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        return own == null
                ? super.instantiateActivity(loader, name, intent)
                : own.instantiateActivity(loader, name, intent);
    }

    @Override
    public BroadcastReceiver instantiateReceiver(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        return own == null
                ? super.instantiateReceiver(loader, name, intent)
                : own.instantiateReceiver(loader, name, intent);
    }

    @Override
    public Service instantiateService(ClassLoader loader, String name, Intent intent)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        return own == null
                ? super.instantiateService(loader, name, intent)
                : own.instantiateService(loader, name, intent);
    }

    @Override
    public ContentProvider instantiateProvider(ClassLoader loader, String name)
            throws InstantiationException, IllegalAccessException, ClassNotFoundException {
        return own == null ? super.instantiateProvider(loader, name) : own.instantiateProvider(loader, name);
    }
}
