package org.harness.probe;

import android.content.Context;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;

/** What one process of the app tells another: that a file is there. */
final class Mark {
    private Mark() {}

    static void make(Context context, String name) {
        try {
            new FileOutputStream(new File(context.getFilesDir(), name)).close();
        } catch (IOException full) {
            Account.line(new Json().put("problem", "no mark " + name + ": " + full));
        }
    }

    static boolean there(Context context, String name) {
        return new File(context.getFilesDir(), name).exists();
    }
}
