package agent;

/** Called by the agent from within the runtime: the way from there into native code that may wait and run Java. */
public final class Bell {
    private Bell() {}

    public static native void ring(Object cls);

    /** A class that appears, so that it can be seen whether the bell is rung. */
    public static final class Trial {}
}
