package org.harness.early;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.content.pm.ProviderInfo;
import android.database.Cursor;
import android.net.Uri;

/**
 * Loads a native library into the app's process before any component of the app is made.
 *
 * <p>The platform makes a process's providers after the application object and before its {@code onCreate}. The library's
 * name is the last part of the authority, so that these classes need not be changed for each run. A library that cannot
 * be loaded ends the app: it must not run unwatched.
 */
public class Loader extends ContentProvider {
    /** A class for each further process of the app: a package may name a provider's class once. */
    public static final class In1 extends Loader {}

    public static final class In2 extends Loader {}

    public static final class In3 extends Loader {}

    public static final class In4 extends Loader {}

    public static final class In5 extends Loader {}

    public static final class In6 extends Loader {}

    public static final class In7 extends Loader {}

    @Override
    public void attachInfo(Context context, ProviderInfo info) {
        System.loadLibrary(info.authority.substring(info.authority.lastIndexOf('.') + 1));
        super.attachInfo(context, info);
    }

    @Override
    public boolean onCreate() {
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) {
        return null;
    }

    @Override
    public String getType(Uri uri) {
        return null;
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        return null;
    }

    @Override
    public int delete(Uri uri, String where, String[] values) {
        return 0;
    }

    @Override
    public int update(Uri uri, ContentValues values, String where, String[] arguments) {
        return 0;
    }
}
