package android.os;

/** One per thread that has a message queue. */
public final class Looper {
    private static final ThreadLocal<Looper> CURRENT = new ThreadLocal<>();
    private static volatile Looper main;

    final MessageQueue queue = new MessageQueue();
    private final Thread thread = Thread.currentThread();

    private Looper() {}

    public static void prepare() {
        if (CURRENT.get() != null) {
            throw new RuntimeException("Only one Looper may be created per thread");
        }
        CURRENT.set(new Looper());
    }

    public static void prepareMainLooper() {
        prepare();
        main = myLooper();
    }

    public static Looper getMainLooper() {
        return main;
    }

    public static Looper myLooper() {
        return CURRENT.get();
    }

    public static MessageQueue myQueue() {
        return myLooper().queue;
    }

    public static void loop() {
        Looper looper = myLooper();
        if (looper == null) {
            throw new RuntimeException("No Looper; Looper.prepare() wasn't called on this thread.");
        }
        for (Message message = looper.queue.next(); message != null; message = looper.queue.next()) {
            message.target.dispatchMessage(message);
        }
    }

    public MessageQueue getQueue() {
        return queue;
    }

    public Thread getThread() {
        return thread;
    }

    public boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    public void quit() {
        stop(false);
    }

    public void quitSafely() {
        stop(true);
    }

    private void stop(boolean safely) {
        if (this == main) {
            throw new IllegalStateException("Main thread not allowed to quit.");
        }
        queue.quit(safely);
    }
}
