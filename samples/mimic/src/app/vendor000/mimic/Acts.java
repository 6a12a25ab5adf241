package app.vendor000.mimic;

import android.content.Context;
import android.util.Log;
import com.tobereplacedbythenameofalistedsdk.kit.Sdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/** What the app does is in an asset, a line each: when, who (app or sdk), which value, in which form, to which address. */
final class Acts {
    private static final String FILE = "acts.txt";

    private Acts() {}

    /** Does what is to be done at this moment, one after the other, on a thread of its own. */
    static void run(Context context, String when) {
        new Thread(() -> {
            for (String[] act : read(context)) {
                if (act[0].equals(when)) {
                    run(context, act);
                }
            }
        }, "mimic-" + when).start();
    }

    private static void run(Context context, String[] act) {
        if (act[1].equals("sdk")) {
            Sdk.act(context, act[2], act[3], act[4]);
        } else {
            Own.act(context, act[2], act[3], act[4]);
        }
    }

    private static List<String[]> read(Context context) {
        List<String[]> found = new ArrayList<String[]>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(context.getAssets().open(FILE), "UTF-8"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                found.add(line.split(" "));
            }
        } catch (IOException e) {
            Log.i("Mimic", "nothing to do: " + e);
        }
        return found;
    }
}
