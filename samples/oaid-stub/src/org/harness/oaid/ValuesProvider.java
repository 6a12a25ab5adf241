package org.harness.oaid;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.net.Uri;
import android.os.Binder;
import android.os.Bundle;

/**
 * The way in for the identifiers: {@code content call --uri content://PACKAGE.harness --method set --extra oaid:s:...}.
 * For adb's shell and root alone; an app under test learns nothing here.
 */
public final class ValuesProvider extends ContentProvider {
    private static final int ROOT = 0;
    private static final int SHELL = 2000;

    @Override
    public Bundle call(String method, String argument, Bundle extras) {
        int caller = Binder.getCallingUid();
        if (caller != ROOT && caller != SHELL) {
            throw new SecurityException("only adb may set the identifiers");
        }
        if (!"set".equals(method)) {
            throw new IllegalArgumentException("the method is 'set'");
        }
        Store.save(getContext(), extras);
        Bundle done = new Bundle();
        done.putBoolean("set", true);
        return done;
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
    public int update(Uri uri, ContentValues row, String where, String[] values) {
        return 0;
    }
}
