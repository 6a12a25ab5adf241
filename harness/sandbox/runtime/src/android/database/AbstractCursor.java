package android.database;

/** Where a cursor stands. */
public abstract class AbstractCursor implements CrossProcessCursor {
    protected int mPos = -1;
    protected boolean mClosed;

    @Override
    public final int getPosition() {
        return mPos;
    }

    @Override
    public final boolean moveToPosition(int position) {
        mPos = Math.max(-1, Math.min(position, getCount()));
        return mPos == position && position >= 0 && position < getCount();
    }

    @Override
    public final boolean move(int offset) {
        return moveToPosition(mPos + offset);
    }

    @Override
    public final boolean moveToFirst() {
        return moveToPosition(0);
    }

    @Override
    public final boolean moveToLast() {
        return moveToPosition(getCount() - 1);
    }

    @Override
    public final boolean moveToNext() {
        return moveToPosition(mPos + 1);
    }

    @Override
    public final boolean moveToPrevious() {
        return moveToPosition(mPos - 1);
    }

    @Override
    public final boolean isFirst() {
        return mPos == 0 && getCount() > 0;
    }

    @Override
    public final boolean isLast() {
        return getCount() > 0 && mPos == getCount() - 1;
    }

    @Override
    public final boolean isBeforeFirst() {
        return getCount() == 0 || mPos < 0;
    }

    @Override
    public final boolean isAfterLast() {
        return getCount() == 0 || mPos >= getCount();
    }

    @Override
    public int getColumnIndex(String name) {
        String[] names = getColumnNames();
        String wanted = name.substring(name.lastIndexOf('.') + 1);
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(wanted)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int getColumnIndexOrThrow(String name) {
        int index = getColumnIndex(name);
        if (index < 0) {
            throw new IllegalArgumentException("column '" + name + "' does not exist");
        }
        return index;
    }

    @Override
    public String getColumnName(int column) {
        return getColumnNames()[column];
    }

    @Override
    public int getColumnCount() {
        return getColumnNames().length;
    }

    @Override
    public boolean requery() {
        return !mClosed;
    }

    @Override
    public void deactivate() {}

    @Override
    public void close() {
        mClosed = true;
    }

    @Override
    public boolean isClosed() {
        return mClosed;
    }
}
