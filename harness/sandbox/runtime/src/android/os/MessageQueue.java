package android.os;

import java.util.PriorityQueue;

/** Messages in order of their time, then of their arrival. */
public final class MessageQueue {
    private record Entry(long when, long order, Message message) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long order;
    private long front;
    private boolean quitting;

    synchronized boolean enqueue(Message message, long when) {
        if (quitting) {
            return false;
        }
        entries.add(new Entry(when, when == 0 ? --front : ++order, message));
        notifyAll();
        return true;
    }

    /** The next message when its time has come; null after quit. */
    synchronized Message next() {
        while (true) {
            Entry entry = entries.peek();
            if (entry == null && quitting) {
                return null;
            }
            long wait = entry == null ? 0 : entry.when - SystemClock.uptimeMillis();
            if (entry != null && wait <= 0) {
                return entries.poll().message;
            }
            try {
                wait(wait);
            } catch (InterruptedException e) {
                // A looper thread does not end by interruption on Android either.
            }
        }
    }

    synchronized void remove(Handler target, Integer what, Runnable callback, Object token) {
        entries.removeIf(entry -> entry.message.target == target
                && (what == null || entry.message.callback == null && entry.message.what == what)
                && (callback == null || entry.message.callback == callback)
                && (token == null || entry.message.obj == token));
    }

    synchronized boolean contains(Handler target, int what) {
        return entries.stream().anyMatch(e -> e.message.target == target && e.message.callback == null && e.message.what == what);
    }

    synchronized void quit(boolean safely) {
        quitting = true;
        long now = SystemClock.uptimeMillis();
        entries.removeIf(entry -> !safely || entry.when > now);
        notifyAll();
    }
}
