package org.harness.oaid;

import android.content.Context;
import android.content.SharedPreferences;
import android.os.Bundle;

/** Keeps the identifiers of one stub package, in the package's own data. */
final class Store {
    private static final String[] NAMES = {"oaid", "vaid", "aaid"};

    private Store() {}

    static Values load(Context context) {
        SharedPreferences kept = preferences(context);
        return new Values(kept.getString("oaid", null), kept.getString("vaid", null), kept.getString("aaid", null));
    }

    /** Keep those that the bundle names; forget the others. */
    static void save(Context context, Bundle values) {
        SharedPreferences.Editor editor = preferences(context).edit().clear();
        for (String name : NAMES) {
            if (values != null && values.getString(name) != null) {
                editor.putString(name, values.getString(name));
            }
        }
        editor.commit(); // before the answer: the app under test may ask at once
    }

    private static SharedPreferences preferences(Context context) {
        return context.getSharedPreferences("identifiers", Context.MODE_PRIVATE);
    }
}
