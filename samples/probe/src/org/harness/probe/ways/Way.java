package org.harness.probe.ways;

import android.content.Context;

/** One way out of the app. */
public interface Way {
    /** What its host is called, and it itself in the account. */
    String name();

    /**
     * Sends {@code body}, as which {@code form} says; returns what came of it in a few words. It throws what sending
     * throws.
     */
    String send(Context context, String form, byte[] body) throws Exception;

    /** The points whose values alone it carries, because it carries little; null: all. */
    default String[] only() {
        return null;
    }
}
