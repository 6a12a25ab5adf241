package android.database;

public class CursorWrapper implements Cursor {
    private final Cursor cursor;

    public CursorWrapper(Cursor cursor) {
        this.cursor = cursor;
    }

    public boolean moveToNext() {
        return cursor.moveToNext();
    }

    public String getColumnName(int index) {
        return cursor.getColumnName(index);
    }

    public String getString(int index) {
        return cursor.getString(index);
    }

    public long getLong(int index) {
        return cursor.getLong(index);
    }
}
