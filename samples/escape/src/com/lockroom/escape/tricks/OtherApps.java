package com.lockroom.escape.tricks;

import android.content.ComponentName;
import android.content.ContentValues;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** Hands the value to another app, by each way in which apps talk. */
public final class OtherApps implements Trick {
    private static final String FRIEND = "com.lockroom.friend";

    private final Context context;

    public OtherApps(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("broadcast", () -> {
            context.sendBroadcast(new Intent("com.lockroom.TAKE").setPackage(FRIEND).putExtra("id", value));
            return "sent";
        });
        attempts.one("service", () -> {
            Intent intent = new Intent().setComponent(new ComponentName(FRIEND, FRIEND + ".TakeService"));
            return String.valueOf(context.startService(intent.putExtra("id", value)));
        });
        attempts.one("provider", () -> {
            ContentValues values = new ContentValues();
            values.put("id", value);
            return String.valueOf(context.getContentResolver().insert(Uri.parse("content://" + FRIEND + "/take"), values));
        });
        attempts.one("query", () -> String.valueOf(context.getContentResolver()
                .query(Uri.parse("content://" + FRIEND + "/" + value), null, null, null, null)));
    }
}
