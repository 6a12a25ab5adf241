package org.harness.probe;

import android.content.Context;
import java.io.File;

/** All calls one after the other, on the thread that asks. */
public final class Plain {
    private Plain() {}

    public static int all(String folder) {
        Context context = new Context(new File(folder));
        Account.open(context, "art");
        for (String row : Calls.ALL) {
            Caller.call(row, context, "main");
        }
        Account.seal();
        return Calls.ALL.length;
    }
}
