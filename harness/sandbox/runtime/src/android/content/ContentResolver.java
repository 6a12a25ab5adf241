package android.content;

import android.accounts.Account;
import android.content.res.AssetFileDescriptor;
import android.database.ContentObserver;
import android.database.CrossProcessCursorWrapper;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.graphics.Bitmap;
import android.net.Uri;
import android.os.Bundle;
import android.os.CancellationSignal;
import android.os.ParcelFileDescriptor;
import android.util.Size;
import harness.runtime.Sys;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        return ask(uri, projection, selection, selectionArgs, sortOrder);
    }

    public final Cursor query(Uri uri, String[] projection, String selection, String[] selectionArgs, String sortOrder,
            CancellationSignal cancel) {
        return ask(uri, projection, selection, selectionArgs, sortOrder);
    }

    public final Cursor query(Uri uri, String[] projection, Bundle arguments, CancellationSignal cancel) {
        return arguments == null ? ask(uri, projection, null, null, null) : ask(uri, projection,
                arguments.getString("android:query-arg-sql-selection"), arguments.getStringArray("android:query-arg-sql-selection-args"),
                arguments.getString("android:query-arg-sql-sort-order"));
    }

    Cursor ask(Uri uri, String[] projection, String selection, String[] selectionArgs, String sortOrder) {
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

    public final ContentProviderClient acquireContentProviderClient(Uri uri) {
        return uri.getAuthority() == null ? null : new ContentProviderClient(this);
    }

    public final ContentProviderClient acquireContentProviderClient(String name) {
        return new ContentProviderClient(this);
    }

    /** Files of this app by their path; of another provider none, as the sandbox's providers keep no files. */
    private static File file(Uri uri) throws FileNotFoundException {
        if (!"file".equals(uri.getScheme()) || uri.getPath() == null) {
            throw new FileNotFoundException("No content provider: " + uri);
        }
        return new File(uri.getPath());
    }

    private static ParcelFileDescriptor open(Uri uri, String mode) throws FileNotFoundException {
        return ParcelFileDescriptor.open(file(uri), mode.contains("w") ? 0x30000000 : ParcelFileDescriptor.MODE_READ_ONLY);
    }

    public final InputStream openInputStream(Uri uri) throws FileNotFoundException {
        return new FileInputStream(file(uri));
    }

    public final OutputStream openOutputStream(Uri uri) throws FileNotFoundException {
        return openOutputStream(uri, "w");
    }

    public final OutputStream openOutputStream(Uri uri, String mode) throws FileNotFoundException {
        return new FileOutputStream(file(uri), mode.contains("a"));
    }

    public final ParcelFileDescriptor openFileDescriptor(Uri uri, String mode) throws FileNotFoundException {
        return open(uri, mode);
    }

    public final ParcelFileDescriptor openFileDescriptor(Uri uri, String mode, CancellationSignal cancel) throws FileNotFoundException {
        return open(uri, mode);
    }

    public final AssetFileDescriptor openAssetFileDescriptor(Uri uri, String mode) throws FileNotFoundException {
        return new AssetFileDescriptor(open(uri, mode), 0, AssetFileDescriptor.UNKNOWN_LENGTH);
    }

    public final AssetFileDescriptor openAssetFileDescriptor(Uri uri, String mode, CancellationSignal cancel) throws FileNotFoundException {
        return new AssetFileDescriptor(open(uri, mode), 0, AssetFileDescriptor.UNKNOWN_LENGTH);
    }

    public Bitmap loadThumbnail(Uri uri, Size size, CancellationSignal cancel) throws IOException {
        throw new FileNotFoundException("No content provider: " + uri);
    }

    /** Nothing to synchronise with. */
    public static void requestSync(Account account, String authority, Bundle extras) {}

    public static void requestSync(SyncRequest request) {}

    protected final Context getContext() {
        return context;
    }

    private static final class CursorWrapperInner extends CrossProcessCursorWrapper {
        CursorWrapperInner(Cursor cursor) {
            super(cursor);
        }
    }
}
