package android.database.sqlite;

import android.database.Cursor;
import android.database.MatrixCursor;
import harness.runtime.Shells;

/** A database that keeps nothing and finds nothing: each question is told as one that was answered neutrally. */
public final class SQLiteDatabase extends SQLiteClosable {
    /** Makes cursors. */
    public interface CursorFactory {
        Cursor newCursor(SQLiteDatabase database, SQLiteCursorDriver driver, String table, SQLiteQuery query);
    }

    private final String path;
    private boolean open = true;
    private int version;

    SQLiteDatabase(String path) {
        this.path = path;
    }

    public static SQLiteDatabase openDatabase(String path, CursorFactory factory, int flags) {
        return opened(path);
    }

    public static SQLiteDatabase openOrCreateDatabase(String path, CursorFactory factory) {
        return opened(path);
    }

    public static SQLiteDatabase openOrCreateDatabase(java.io.File file, CursorFactory factory) {
        return opened(file.getPath());
    }

    private static SQLiteDatabase opened(String path) {
        Shells.called("android/database/sqlite/SQLiteDatabase", "openDatabase", "");
        return new SQLiteDatabase(path);
    }

    /** No rows, of the columns that were asked for. */
    private static Cursor none(String method, String[] columns) {
        Shells.called("android/database/sqlite/SQLiteDatabase", method, "");
        return new MatrixCursor(columns == null ? new String[] {"_id"} : columns);
    }

    public Cursor query(String table, String[] columns, String where, String[] args, String group, String having, String order) {
        return none("query", columns);
    }

    public Cursor query(String table, String[] columns, String where, String[] args, String group, String having, String order, String limit) {
        return none("query", columns);
    }

    public Cursor query(boolean distinct, String table, String[] columns, String where, String[] args, String group, String having, String order, String limit) {
        return none("query", columns);
    }

    public Cursor rawQuery(String sql, String[] args) {
        return none("rawQuery", null);
    }

    public SQLiteStatement compileStatement(String sql) {
        return new SQLiteStatement();
    }

    public final String getPath() {
        return path;
    }

    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    public int getVersion() {
        return version;
    }

    public void setVersion(int to) {
        version = to;
    }

    public boolean isReadOnly() {
        return false;
    }
}
