package android.database;

public interface Cursor {
    boolean moveToNext();

    String getColumnName(int index);

    String getString(int index);

    long getLong(int index);
}
