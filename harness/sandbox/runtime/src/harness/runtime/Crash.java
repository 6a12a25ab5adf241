package harness.runtime;

import android.util.Log;
import java.io.PrintWriter;
import java.io.StringWriter;

/** An uncaught exception: the system is told, writes its FATAL EXCEPTION, and the process ends. */
final class Crash {
    private Crash() {}

    static void install() {
        System.setOut(new LogStream(Log.INFO, "System.out"));
        System.setErr(new LogStream(Log.WARN, "System.err"));
        Thread.setDefaultUncaughtExceptionHandler(Crash::handle);
    }

    private static void handle(Thread thread, Throwable error) {
        Sys.tell("process.crashed", "thread", thread.getName(), "trace", trace(error));
        System.exit(1);
    }

    static String trace(Throwable error) {
        StringWriter out = new StringWriter();
        error.printStackTrace(new PrintWriter(out));
        return out.toString().strip();
    }
}
