package org.harness.oaid;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import android.os.Bundle;

/**
 * The identifiers as content providers give them: vivo's (the last part of the path names one), Meizu's (the first
 * selection argument names one) and Nubia's (the method of a call does).
 */
public class IdentifierProvider extends ContentProvider {
    @Override
    public boolean onCreate() {
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String where, String[] arguments, String order) {
        String name = arguments != null && arguments.length > 0 ? arguments[0] : uri.getLastPathSegment();
        MatrixCursor cursor = new MatrixCursor(new String[] {"value", "code"});
        String value = named(name);
        if (value != null) {
            cursor.addRow(new Object[] {value, 0});
        }
        return cursor;
    }

    @Override
    public Bundle call(String method, String argument, Bundle extras) {
        Bundle answer = new Bundle();
        if ("isSupport".equals(method)) {
            answer.putInt("code", 0);
            answer.putBoolean("issupport", named("oaid") != null);
            return answer;
        }
        String value = method != null && method.startsWith("get") ? named(method.substring(3)) : null;
        answer.putInt("code", value == null ? 1 : 0);
        answer.putString(value == null ? "message" : "id", value == null ? "no such identifier" : value);
        return answer;
    }

    private String named(String name) {
        Values values = Store.load(getContext());
        if ("OAID".equalsIgnoreCase(name)) {
            return values.oaid;
        }
        if ("VAID".equalsIgnoreCase(name)) {
            return values.vaid;
        }
        return "AAID".equalsIgnoreCase(name) ? values.aaid : null;
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
