package android.content;

import android.database.CrossProcessCursorWrapper;
import android.database.Cursor;
import android.database.ContentObserver;
import android.database.MatrixCursor;
import android.net.Uri;
import harness.runtime.Sys;
import java.util.List;
import java.util.Map;

/** Reaches content providers. The cursor's class is the one that an app gets on a phone, so the same hooks fit. */
public abstract class ContentResolver {
    public static final String SCHEME_CONTENT = "content";

    private final Context context;

    public ContentResolver(Context context) {
        this.context = context;
    }

    public final Cursor query(Uri uri, String[] projection, String selection, String[] selectionArgs, String sortOrder) {
        Map<String, Object> table = Sys.map(Sys.call("provider.query", "uri", uri.toString(), "projection", projection,
                "selection", selection, "selection_args", selectionArgs, "sort", sortOrder));
        if (table.isEmpty()) {
            return null;
        }
        MatrixCursor rows = new MatrixCursor(((List<?>) table.get("columns")).toArray(new String[0]));
        for (Object row : (List<?>) table.get("rows")) {
            rows.addRow((List<?>) row);
        }
        return new CursorWrapperInner(rows);
    }

    public final Uri insert(Uri uri, ContentValues values) {
        Object made = Sys.call("provider.insert", "uri", uri.toString(), "values", values.toMap());
        return made == null ? null : Uri.parse(made.toString());
    }

    public final void registerContentObserver(Uri uri, boolean descendants, ContentObserver observer) {
        ContentObserver.register(uri, descendants, observer);
    }

    public final void unregisterContentObserver(ContentObserver observer) {
        ContentObserver.unregister(observer);
    }

    public void notifyChange(Uri uri, ContentObserver from) {
        ContentObserver.changed(uri);
    }

    protected final Context getContext() {
        return context;
    }

    private static final class CursorWrapperInner extends CrossProcessCursorWrapper {
        CursorWrapperInner(Cursor cursor) {
            super(cursor);
        }
    }
}
