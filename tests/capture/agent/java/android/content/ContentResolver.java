package android.content;

import android.database.Cursor;
import android.database.CursorWrapper;
import android.net.Uri;

public class ContentResolver {
    public final Cursor query(Uri uri, String[] projection, String selection, String[] selectionArgs, String sortOrder) {
        return uri.toString().contains("nothing") ? null : new CursorWrapperInner(new Rows());
    }

    private static final class CursorWrapperInner extends CursorWrapper {
        CursorWrapperInner(Cursor cursor) {
            super(cursor);
        }
    }

    private static final class Rows implements Cursor {
        private int row = -1;

        public boolean moveToNext() {
            return ++row < 2;
        }

        public String getColumnName(int index) {
            return index == 0 ? "display_name" : "_id";
        }

        public String getString(int index) {
            return index == 0 ? "\u5f20\u4f1f " + row + " \ud83d\ude00" : null;
        }

        public long getLong(int index) {
            return 7L + row;
        }
    }
}
