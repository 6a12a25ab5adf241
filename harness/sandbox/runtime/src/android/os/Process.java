package android.os;

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
        end(pid);
    }

    public static final void sendSignal(int pid, int signal) {
        if (signal == SIGNAL_KILL) {
            end(pid);
        }
    }

    /** A JVM cannot send itself SIGKILL: it ends as abruptly, with the exit code that a shell shows for that signal. */
    private static void end(int pid) {
        if (pid == myPid()) {
            Runtime.getRuntime().halt(128 + SIGNAL_KILL);
        }
    }
}
