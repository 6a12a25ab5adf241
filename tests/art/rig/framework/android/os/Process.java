package android.os;

/** By {@code getElapsedCpuTime}'s native code Frida's bridge finds out how ART lays out methods. */
public class Process {
    static {
        System.loadLibrary("android_runtime");
    }

    public static final native long getElapsedCpuTime();

    public static final native int myPid();

    public static final native void sendSignal(int pid, int signal);

    /** The C library's; no method of Android's. */
    public static final native void raise(int signal);

    public static final void killProcess(int pid) {
        sendSignal(pid, 9);
    }
}
