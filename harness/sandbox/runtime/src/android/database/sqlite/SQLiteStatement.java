package android.database.sqlite;

import harness.runtime.Shells;

/** A statement of a database that keeps nothing. */
public final class SQLiteStatement extends SQLiteProgram {
    SQLiteStatement() {}

    private static void told(String method) {
        Shells.called("android/database/sqlite/SQLiteStatement", method, "");
    }

    public void execute() {
        told("execute");
    }

    public long executeInsert() {
        told("executeInsert");
        return -1;
    }

    public int executeUpdateDelete() {
        told("executeUpdateDelete");
        return 0;
    }

    public long simpleQueryForLong() {
        told("simpleQueryForLong");
        return 0;
    }

    public String simpleQueryForString() {
        told("simpleQueryForString");
        return null;
    }
}
