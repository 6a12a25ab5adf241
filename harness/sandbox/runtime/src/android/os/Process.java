package android.os;

import sun.misc.Signal;

/** This process, by its pid on the host. */
public class Process {
    public static final int SIGNAL_QUIT = 3;
    public static final int SIGNAL_KILL = 9;
    public static final int SIGNAL_USR1 = 10;
    public static final int FIRST_APPLICATION_UID = 10000;
    public static final int THREAD_PRIORITY_DEFAULT = 0;
    public static final int THREAD_PRIORITY_BACKGROUND = 10;

    public static final int myPid() {
        return (int) ProcessHandle.current().pid();
    }

    public static final int myTid() {
        return Thread.currentThread() == Looper.getMainLooper().getThread() ? myPid() : (int) Thread.currentThread().getId();
    }

    public static final int myUid() {
        return harness.runtime.App.integer("uid", FIRST_APPLICATION_UID);
    }

    public static final void setThreadPriority(int priority) {}

    /** An app may kill itself and nothing else. */
    public static final void killProcess(int pid) {
        sendSignal(pid, SIGNAL_KILL);
    }

    public static final void sendSignal(int pid, int signal) {
        if (pid != myPid()) {
            return;
        }
        if (signal == SIGNAL_KILL) {
            Signal.raise(new Signal("KILL"));
        } else if (signal == SIGNAL_QUIT) {
            Signal.raise(new Signal("QUIT"));
        }
    }
}
