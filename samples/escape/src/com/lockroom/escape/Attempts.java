package com.lockroom.escape;

import android.util.Log;

/** Says in the log what became of each attempt: {@code TRICK.ATTEMPT: done ...} or {@code TRICK.ATTEMPT: failed ...}. */
public final class Attempts {
    private static final String TAG = "Escape";

    /** One attempt; gives a short word on what it reached, or throws what kept it. */
    public interface Attempt {
        String go() throws Throwable;
    }

    private final String trick;

    public Attempts(String trick) {
        this.trick = trick;
    }

    public void one(String name, Attempt attempt) {
        String what;
        try {
            what = "done " + attempt.go();
        } catch (Throwable e) {
            what = "failed " + e;
        }
        Log.i(TAG, trick + "." + name + ": " + what.replace('\n', ' '));
    }
}
