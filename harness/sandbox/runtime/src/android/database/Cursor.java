package android.database;

import java.io.Closeable;

/** Rows of a query. */
public interface Cursor extends Closeable {
    int FIELD_TYPE_NULL = 0;
    int FIELD_TYPE_INTEGER = 1;
    int FIELD_TYPE_FLOAT = 2;
    int FIELD_TYPE_STRING = 3;
    int FIELD_TYPE_BLOB = 4;

    int getCount();

    int getPosition();

    boolean move(int offset);

    boolean moveToPosition(int position);

    boolean moveToFirst();

    boolean moveToLast();

    boolean moveToNext();

    boolean moveToPrevious();

    boolean isFirst();

    boolean isLast();

    boolean isBeforeFirst();

    boolean isAfterLast();

    int getColumnIndex(String name);

    int getColumnIndexOrThrow(String name) throws IllegalArgumentException;

    String getColumnName(int column);

    String[] getColumnNames();

    int getColumnCount();

    byte[] getBlob(int column);

    String getString(int column);

    short getShort(int column);

    int getInt(int column);

    long getLong(int column);

    float getFloat(int column);

    double getDouble(int column);

    int getType(int column);

    boolean isNull(int column);

    boolean requery();

    void deactivate();

    @Override
    void close();

    boolean isClosed();
}
