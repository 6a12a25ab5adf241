package harness.runtime;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.Permission;

/**
 * Refuses every direct connection that is not to this machine, and every name look-up; permits everything else. The
 * app sees what it would see on a phone without a route: ConnectException and UnknownHostException, both checked, so
 * that its ordinary error handling runs.
 */
@SuppressWarnings("removal")
final class Sinkhole extends SecurityManager {
    private static final StackWalker STACK = StackWalker.getInstance();

    @Override
    public void checkPermission(Permission permission) {}

    @Override
    public void checkPermission(Permission permission, Object context) {}

    @Override
    public void checkPackageAccess(String name) {}

    @Override
    public void checkConnect(String host, int port) {
        if (isLoopback(host) || calledBy(1, "sun.net.www.", "")) {
            // The HTTP client asks about the URL's host even when it is going to connect to the proxy; the socket that
            // it opens then asks again.
            return;
        }
        if (port >= 0 || !calledBy(Integer.MAX_VALUE, "sun.net.www.", "URLtoSocketPermission")) {
            // The exception: under a security manager the HTTP client looks up the host of every URL before it goes to
            // the proxy. That is not the app's doing; it must not reach a name server, and needs no answer.
            Sys.tell("net.denied", "host", host, "port", Math.max(port, 0));
        }
        if (port < 0) {
            throw Sys.sneak(new UnknownHostException(
                    "Unable to resolve host \"" + host + "\": No address associated with hostname"));
        }
        throw Sys.sneak(new ConnectException("failed to connect to " + host + " (port " + port + "): Network is unreachable"));
    }

    @Override
    public void checkConnect(String host, int port, Object context) {
        checkConnect(host, port);
    }

    @Override
    public void checkMulticast(java.net.InetAddress address) {
        checkConnect(address.getHostAddress(), 0);
    }

    /** Whether one of the nearest {@code depth} callers is such a method. */
    private static boolean calledBy(int depth, String classPrefix, String methodPrefix) {
        return STACK.walk(frames -> frames.filter(frame -> !frame.getClassName().equals(Sinkhole.class.getName()))
                .limit(depth)
                .anyMatch(frame -> frame.getClassName().startsWith(classPrefix) && frame.getMethodName().startsWith(methodPrefix)));
    }

    private static boolean isLoopback(String host) {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return name.equals("localhost") || name.equals("::1") || name.equals("0:0:0:0:0:0:0:1") || name.matches("127(\\.[0-9]{1,3}){3}");
    }
}
