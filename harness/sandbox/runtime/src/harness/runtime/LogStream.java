package harness.runtime;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** System.out and System.err: whole lines go to logcat, as on Android. */
final class LogStream extends PrintStream {
    LogStream(int priority, String tag) {
        super(new Lines(priority, tag), true, StandardCharsets.UTF_8);
    }

    private static final class Lines extends OutputStream {
        private final int priority;
        private final String tag;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(int priority, String tag) {
            this.priority = priority;
            this.tag = tag;
        }

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            Sys.tell("log", "priority", priority, "tag", tag, "message", line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }
}
