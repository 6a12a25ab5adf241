package org.harness.probe;

import android.content.Context;
import android.database.Cursor;
import android.net.Uri;

/** Looks at content providers as SDKs do. */
public final class Read {
    private Read() {}

    /** One cell of a provider's first row; null when it has no row. */
    public static String cell(Context context, String uri, String column) {
        Cursor cursor = context.getContentResolver().query(Uri.parse(uri), null, null, null, null);
        if (cursor == null) {
            return null;
        }
        try {
            return cursor.moveToFirst() ? cursor.getString(cursor.getColumnIndexOrThrow(column)) : null;
        } finally {
            cursor.close();
        }
    }
}
