package android.database;

/** Between the resolver's cursor and CursorWrapper, as on Android. */
public class CrossProcessCursorWrapper extends CursorWrapper implements CrossProcessCursor {
    public CrossProcessCursorWrapper(Cursor cursor) {
        super(cursor);
    }
}
