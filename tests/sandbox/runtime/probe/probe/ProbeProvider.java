package probe;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.pm.ProviderInfo;
import android.content.Context;
import android.database.Cursor;
import android.net.Uri;

/** Notes when it is made, and with what. */
public final class ProbeProvider extends ContentProvider {
    static String made = "";

    @Override
    public void attachInfo(Context context, ProviderInfo info) {
        made += info.authority + " " + info.exported + " " + info.grantUriPermissions;
        super.attachInfo(context, info);
    }

    @Override
    public boolean onCreate() {
        made += " " + requireContext().getPackageName();
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String selection, String[] arguments, String order) {
        return null;
    }

    @Override
    public String getType(Uri uri) {
        return null;
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        return null;
    }

    @Override
    public int delete(Uri uri, String selection, String[] arguments) {
        return 0;
    }

    @Override
    public int update(Uri uri, ContentValues values, String selection, String[] arguments) {
        return 0;
    }
}
