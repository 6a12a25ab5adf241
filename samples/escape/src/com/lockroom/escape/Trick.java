package com.lockroom.escape;

/** One way of getting a value out, or at something that is none of the app's business, that no proxy sees. */
public interface Trick {
    /** Makes its attempts, one after the other; what became of each is in the log. */
    void go(Attempts attempts, Target target, String value);
}
