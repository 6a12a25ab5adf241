package android.os;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work in the background, its result on the main thread. */
public abstract class AsyncTask<Params, Progress, Result> {
    /** Where a task is in its life. */
    public enum Status {
        PENDING,
        RUNNING,
        FINISHED
    }

    private static final ExecutorService POOL = Executors.newCachedThreadPool(AsyncTask::thread);
    private static final ExecutorService SERIAL = Executors.newSingleThreadExecutor(AsyncTask::thread);
    public static final Executor THREAD_POOL_EXECUTOR = POOL;
    public static final Executor SERIAL_EXECUTOR = SERIAL;

    private final Handler main = new Handler(Looper.getMainLooper());
    private volatile Status status = Status.PENDING;
    private volatile boolean cancelled;
    private volatile Future<?> running;

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "AsyncTask");
        thread.setDaemon(true);
        return thread;
    }

    public static void execute(Runnable work) {
        SERIAL.execute(work);
    }

    protected abstract Result doInBackground(Params... params);

    protected void onPreExecute() {}

    protected void onPostExecute(Result result) {}

    protected void onProgressUpdate(Progress... values) {}

    protected void onCancelled() {}

    protected void onCancelled(Result result) {
        onCancelled();
    }

    public final AsyncTask<Params, Progress, Result> execute(Params... params) {
        return start(SERIAL, params);
    }

    public final AsyncTask<Params, Progress, Result> executeOnExecutor(Executor executor, Params... params) {
        return start(executor, params);
    }

    private AsyncTask<Params, Progress, Result> start(Executor executor, Params[] params) {
        if (status != Status.PENDING) {
            throw new IllegalStateException("Cannot execute task: the task is already running or has been executed");
        }
        status = Status.RUNNING;
        onPreExecute();
        Runnable work = () -> {
            Result result = cancelled ? null : doInBackground(params);
            main.post(() -> finish(result));
        };
        if (executor instanceof ExecutorService service) {
            running = service.submit(() -> {
                try {
                    work.run();
                } catch (RuntimeException | Error e) {
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                }
            });
        } else {
            executor.execute(work);
        }
        return this;
    }

    private void finish(Result result) {
        status = Status.FINISHED;
        if (cancelled) {
            onCancelled(result);
        } else {
            onPostExecute(result);
        }
    }

    protected final void publishProgress(Progress... values) {
        main.post(() -> onProgressUpdate(values));
    }

    public final boolean cancel(boolean interrupt) {
        cancelled = true;
        Future<?> work = running;
        return work == null || work.cancel(interrupt);
    }

    public final boolean isCancelled() {
        return cancelled;
    }

    public final Status getStatus() {
        return status;
    }
}
