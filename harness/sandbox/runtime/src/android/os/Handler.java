package android.os;

/** Sends messages and runnables to a looper. */
public class Handler {
    /** Sees a message before the handler itself. */
    public interface Callback {
        boolean handleMessage(Message message);
    }

    private final Looper looper;
    private final Callback callback;

    public Handler() {
        this(Looper.myLooper(), null);
    }

    public Handler(Callback callback) {
        this(Looper.myLooper(), callback);
    }

    public Handler(Looper looper) {
        this(looper, null);
    }

    public Handler(Looper looper, Callback callback) {
        if (looper == null) {
            throw new RuntimeException("Can't create handler inside thread " + Thread.currentThread()
                    + " that has not called Looper.prepare()");
        }
        this.looper = looper;
        this.callback = callback;
    }

    public static Handler createAsync(Looper looper) {
        return new Handler(looper);
    }

    public final Looper getLooper() {
        return looper;
    }

    public void handleMessage(Message message) {}

    public void dispatchMessage(Message message) {
        if (message.callback != null) {
            message.callback.run();
        } else if (callback == null || !callback.handleMessage(message)) {
            handleMessage(message);
        }
    }

    public boolean sendMessageAtTime(Message message, long uptimeMillis) {
        message.target = this;
        return looper.queue.enqueue(message, uptimeMillis);
    }

    public final boolean sendMessageDelayed(Message message, long delayMillis) {
        return sendMessageAtTime(message, SystemClock.uptimeMillis() + Math.max(0, delayMillis));
    }

    public final boolean sendMessage(Message message) {
        return sendMessageDelayed(message, 0);
    }

    public final boolean sendMessageAtFrontOfQueue(Message message) {
        message.target = this;
        return looper.queue.enqueue(message, 0);
    }

    public final boolean sendEmptyMessage(int what) {
        return sendMessage(obtainMessage(what));
    }

    public final boolean sendEmptyMessageDelayed(int what, long delayMillis) {
        return sendMessageDelayed(obtainMessage(what), delayMillis);
    }

    public final boolean post(Runnable callback) {
        return sendMessage(Message.obtain(this, callback));
    }

    public final boolean postDelayed(Runnable callback, long delayMillis) {
        return sendMessageDelayed(Message.obtain(this, callback), delayMillis);
    }

    public final boolean postAtTime(Runnable callback, long uptimeMillis) {
        return sendMessageAtTime(Message.obtain(this, callback), uptimeMillis);
    }

    public final boolean postAtFrontOfQueue(Runnable callback) {
        return sendMessageAtFrontOfQueue(Message.obtain(this, callback));
    }

    public final Message obtainMessage() {
        return Message.obtain(this);
    }

    public final Message obtainMessage(int what) {
        return Message.obtain(this, what);
    }

    public final Message obtainMessage(int what, Object obj) {
        return Message.obtain(this, what, obj);
    }

    public final Message obtainMessage(int what, int arg1, int arg2) {
        return obtainMessage(what, arg1, arg2, null);
    }

    public final Message obtainMessage(int what, int arg1, int arg2, Object obj) {
        Message message = Message.obtain(this, what, obj);
        message.arg1 = arg1;
        message.arg2 = arg2;
        return message;
    }

    public final void removeCallbacks(Runnable callback) {
        looper.queue.remove(this, null, callback, null);
    }

    public final void removeMessages(int what) {
        looper.queue.remove(this, what, null, null);
    }

    public final void removeCallbacksAndMessages(Object token) {
        looper.queue.remove(this, null, null, token);
    }

    public final boolean hasMessages(int what) {
        return looper.queue.contains(this, what);
    }
}
