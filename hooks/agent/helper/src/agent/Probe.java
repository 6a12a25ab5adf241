package agent;

/** A class that is hooked before it is initialised, as an app's own are at a start. The hooks must outlive that. */
public final class Probe {
    /** Not a constant, so that the class has an initialiser. */
    static int made = Integer.parseInt("1");

    static int fixed(int value) {
        return value + made;
    }

    int own(int value) {
        return value + made;
    }

    /** What calls it, in another class, so that looking this one up initialises nothing. */
    public static final class Use {
        public static int run() {
            return Probe.fixed(1) + new Probe().own(2);
        }
    }
}
