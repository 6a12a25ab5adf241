package harness.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.security.Security;

/** The network as the device has it: its proxy, its trusted certificates, its sinkhole. */
final class Network {
    private static final PrintStream INITIAL_ERROR = new PrintStream(new FileOutputStream(FileDescriptor.err));

    private static boolean open;

    private Network() {}

    /** Lets the process connect by itself from now on: something in it takes what would leave. */
    @SuppressWarnings("removal")
    static synchronized void open() {
        open = true;
        if (System.getSecurityManager() instanceof Sinkhole) {
            System.setSecurityManager(null);
        }
    }

    static void configure() throws IOException {
        String proxy = App.text("http_proxy", "");
        int colon = proxy.lastIndexOf(':');
        if (colon > 0) {
            for (String scheme : new String[] {"http", "https"}) {
                System.setProperty(scheme + ".proxyHost", proxy.substring(0, colon));
                System.setProperty(scheme + ".proxyPort", proxy.substring(colon + 1));
            }
        }
        Security.insertProviderAt(new DeviceTrust(App.text("ca_dir", "")), 1);
        if (App.text("network", "live").equals("sinkhole")) {
            close();
        }
    }

    @SuppressWarnings("removal")
    private static synchronized void close() {
        if (!open) {
            // The JVM would print a warning about the next line to its first standard error, which nothing else uses
            // since Crash.install().
            INITIAL_ERROR.close();
            System.setSecurityManager(new Sinkhole());
        }
    }
}
