package android.database.sqlite;

import android.content.Context;

/** Opens a database and has the app make its tables, each time anew: the sandbox keeps none. */
public abstract class SQLiteOpenHelper implements AutoCloseable {
    private final String name;
    private final int version;
    private SQLiteDatabase open;

    public SQLiteOpenHelper(Context context, String name, SQLiteDatabase.CursorFactory factory, int version) {
        if (version < 1) {
            throw new IllegalArgumentException("Version must be >= 1, was " + version);
        }
        this.name = name;
        this.version = version;
    }

    public abstract void onCreate(SQLiteDatabase database);

    public abstract void onUpgrade(SQLiteDatabase database, int before, int after);

    public void onConfigure(SQLiteDatabase database) {}

    public void onDowngrade(SQLiteDatabase database, int before, int after) {}

    public void onOpen(SQLiteDatabase database) {}

    public String getDatabaseName() {
        return name;
    }

    public SQLiteDatabase getWritableDatabase() {
        return opened();
    }

    public SQLiteDatabase getReadableDatabase() {
        return opened();
    }

    private synchronized SQLiteDatabase opened() {
        if (open == null || !open.isOpen()) {
            open = new SQLiteDatabase(name);
            onConfigure(open);
            onCreate(open);
            open.setVersion(version);
            onOpen(open);
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
    }
}
