package android.database;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A cursor over rows in memory. */
public class MatrixCursor extends AbstractCursor {
    private final String[] columns;
    private final List<Object[]> rows = new ArrayList<>();

    public MatrixCursor(String[] columns) {
        this.columns = columns;
    }

    public MatrixCursor(String[] columns, int capacity) {
        this(columns);
    }

    public void addRow(Object[] values) {
        if (values.length != columns.length) {
            throw new IllegalArgumentException("columnNames.length = " + columns.length + ", columnValues.length = " + values.length);
        }
        rows.add(values.clone());
    }

    public void addRow(Iterable<?> values) {
        List<Object> row = new ArrayList<>();
        values.forEach(row::add);
        addRow(row.toArray());
    }

    private Object at(int column) {
        if (mPos < 0 || mPos >= rows.size()) {
            throw new CursorIndexOutOfBoundsException(mPos, rows.size());
        }
        if (column < 0 || column >= columns.length) {
            throw new CursorIndexOutOfBoundsException("Requested column: " + column + ", # of columns: " + columns.length);
        }
        return rows.get(mPos)[column];
    }

    private Number number(int column) {
        Object value = at(column);
        if (value instanceof Number number) {
            return number;
        }
        try {
            return value == null ? 0 : Double.valueOf(value.toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public int getCount() {
        return rows.size();
    }

    @Override
    public String[] getColumnNames() {
        return Arrays.copyOf(columns, columns.length);
    }

    @Override
    public String getString(int column) {
        Object value = at(column);
        return value == null ? null : value.toString();
    }

    @Override
    public byte[] getBlob(int column) {
        Object value = at(column);
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public short getShort(int column) {
        return (short) getLong(column);
    }

    @Override
    public int getInt(int column) {
        return (int) getLong(column);
    }

    @Override
    public long getLong(int column) {
        Object value = at(column);
        if (value instanceof String text && text.matches("-?[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        return number(column).longValue();
    }

    @Override
    public float getFloat(int column) {
        return number(column).floatValue();
    }

    @Override
    public double getDouble(int column) {
        return number(column).doubleValue();
    }

    @Override
    public int getType(int column) {
        Object value = at(column);
        if (value == null) {
            return FIELD_TYPE_NULL;
        }
        if (value instanceof Double || value instanceof Float) {
            return FIELD_TYPE_FLOAT;
        }
        return value instanceof Number ? FIELD_TYPE_INTEGER : value instanceof byte[] ? FIELD_TYPE_BLOB : FIELD_TYPE_STRING;
    }

    @Override
    public boolean isNull(int column) {
        return at(column) == null;
    }
}
