package org.harness.probe;

import android.app.Activity;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;

/** Makes every call, one a turn of the main looper, and ends. */
public final class CallsActivity extends Activity {
    /** Whether all are made: this screen may be gone before. */
    static volatile boolean done;

    private final Handler handler = new Handler(Looper.getMainLooper());
    private int next;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        handler.post(this::step);
    }

    private void step() {
        if (next < Calls.ALL.length) {
            Caller.call(Calls.ALL[next++], this, "activity");
            handler.post(this::step);
        } else {
            done = true;
            finish();
        }
    }
}
