package org.harness.probe;

import android.app.Activity;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;

/** Makes every call, one a turn of the main looper, and ends. */
public final class CallsActivity extends Activity {
    /** Whether all are made: this screen may be gone before. */
    static volatile boolean done;

    /** Longer than a screen takes to have the focus. */
    private static final long PATIENCE_MS = 1000;

    private final Handler handler = new Handler(Looper.getMainLooper());
    private int next;
    private boolean begun;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        handler.postDelayed(this::begin, PATIENCE_MS);
    }

    /** Since Android 10 the clipboard is given to who has the focus alone. */
    @Override
    public void onWindowFocusChanged(boolean focused) {
        super.onWindowFocusChanged(focused);
        if (focused) {
            begin();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            handler.post(this::step);
        }
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
