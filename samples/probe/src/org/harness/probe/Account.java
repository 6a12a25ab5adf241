package org.harness.probe;

import android.content.Context;
import android.os.Build;
import android.util.Log;
import java.io.File;
import java.io.FileOutputStream;
import java.nio.charset.Charset;

/**
 * What this process did, by its own account: a line each, consecutively numbered, in the device's log and in a file of
 * the app's folder on the shared storage. A seal says how many there are, and a digest of all of them and of a word that
 * the harness alone has told this app: nobody else can write it.
 */
final class Account {
    static final String TAG = "HarnessProbe";

    private static final Charset UTF_8 = Charset.forName("UTF-8");
    /** The log cuts lines at some 4000 bytes. */
    private static final int PART = 2800;

    private static String process = "?";
    private static File file;
    private static int lines;
    private static String token = "";
    private static final Sha256 ALL = new Sha256();

    private Account() {}

    /** Before the first line. Isolated processes have no file. */
    static synchronized void open(Context context, String name) {
        process = name;
        try {
            File folder = context.getExternalFilesDir(null);
            if (folder != null) {
                file = new File(folder, "account-" + name.replace(':', '-') + ".jsonl");
                new FileOutputStream(file).close();
            }
        } catch (Throwable none) {
            file = null;
        }
        line(new Json().put("begin", name).put("pid", android.os.Process.myPid()).put("sdk", Build.VERSION.SDK_INT)
                .put("arch", System.getProperty("os.arch", "")));
    }

    static synchronized void line(Json what) {
        String text = what.toString();
        int parts = (text.length() + PART - 1) / PART;
        for (int part = 0; part < parts; part++) {
            String piece = text.substring(part * PART, Math.min(text.length(), (part + 1) * PART));
            Log.i(TAG, process + " " + lines + " " + (part + 1) + "/" + parts + " " + piece);
        }
        lines++;
        byte[] bytes = (text + "\n").getBytes(UTF_8);
        ALL.update(bytes);
        if (file != null) {
            try (FileOutputStream out = new FileOutputStream(file, true)) {
                out.write(bytes);
            } catch (Throwable full) {
                file = null;
            }
        }
    }

    /** The word of this calibration; it stands in no line. */
    static synchronized void token(String word) {
        token = word == null ? token : word;
    }

    static synchronized String token() {
        return token;
    }

    /** All up to here stands. There may be more, and another seal. */
    static synchronized void seal() {
        Sha256 sealed = ALL.copy();
        sealed.update(token.getBytes(UTF_8));
        line(new Json().put("end", lines).put("sha256", sealed.hex()));
    }
}
