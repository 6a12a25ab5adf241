package android.os;

/** A thread with a looper. */
public class HandlerThread extends Thread {
    private Looper looper;

    public HandlerThread(String name) {
        super(name);
    }

    public HandlerThread(String name, int priority) {
        super(name);
    }

    protected void onLooperPrepared() {}

    @Override
    public void run() {
        Looper.prepare();
        synchronized (this) {
            looper = Looper.myLooper();
            notifyAll();
        }
        onLooperPrepared();
        Looper.loop();
    }

    public Looper getLooper() {
        synchronized (this) {
            while (looper == null && isAlive()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    // Waits on, like Android.
                }
            }
            return looper;
        }
    }

    public boolean quit() {
        Looper made = getLooper();
        if (made != null) {
            made.quit();
        }
        return made != null;
    }

    public boolean quitSafely() {
        Looper made = getLooper();
        if (made != null) {
            made.quitSafely();
        }
        return made != null;
    }
}
