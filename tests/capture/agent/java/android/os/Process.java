package android.os;

import java.lang.reflect.Method;

/** A double that ends the process as Android does: by a signal from within. */
public class Process {
    public static int myPid() {
        return (int) ProcessHandle.current().pid();
    }

    public static void killProcess(int pid) {
        if (pid == myPid()) {
            raise(9);
        }
    }

    /** The C library's raise(); needs --add-opens java.base/jdk.internal.misc=ALL-UNNAMED. */
    public static void raise(int signal) {
        try {
            Method raise = Class.forName("jdk.internal.misc.Signal").getDeclaredMethod("raise0", int.class);
            raise.setAccessible(true);
            raise.invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
