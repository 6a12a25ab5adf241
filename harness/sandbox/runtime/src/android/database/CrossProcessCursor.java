package android.database;

/** A cursor whose rows may come from another process. */
public interface CrossProcessCursor extends Cursor {}
