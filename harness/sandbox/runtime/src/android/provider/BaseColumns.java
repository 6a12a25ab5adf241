package android.provider;

/** Columns that all tables have. */
public interface BaseColumns {
    String _ID = "_id";
    String _COUNT = "_count";
}
