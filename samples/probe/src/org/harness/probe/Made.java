package org.harness.probe;

/** A call as an expression, where it is not known whether it gives anything. */
public final class Made {
    /** A call that gives a value; of a lambda that could be either kind, Java takes this one. */
    public interface Value {
        Object get() throws Throwable;
    }

    /** A call that gives nothing. */
    public interface Nothing {
        void run() throws Throwable;
    }

    private Made() {}

    public static Object of(Value call) throws Throwable {
        return call.get();
    }

    public static Object of(Nothing call) throws Throwable {
        call.run();
        return null;
    }
}
