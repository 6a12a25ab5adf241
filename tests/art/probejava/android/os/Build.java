package android.os;

/** The version that the rig has. */
public class Build {
    public static class VERSION {
        public static final int SDK_INT = Integer.parseInt("30");
    }
}
