package android.content;

import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;

/** The platform's class, as far as the stubs use it. */
public abstract class ContentProvider {
    private Context context;

    public final void attach(Context given) {
        context = given;
        onCreate();
    }

    public final Context getContext() {
        return context;
    }

    public abstract boolean onCreate();

    public abstract Cursor query(Uri uri, String[] columns, String where, String[] values, String order);

    public abstract String getType(Uri uri);

    public abstract Uri insert(Uri uri, ContentValues values);

    public abstract int delete(Uri uri, String where, String[] values);

    public abstract int update(Uri uri, ContentValues row, String where, String[] values);

    public Bundle call(String method, String argument, Bundle extras) {
        return null;
    }
}
