package org.harness.probe.ways;

import android.content.Context;
import javax.net.ssl.SSLSocket;

/** HTTPS on a socket of its own, as OkHttp opens one. */
final class SocketHttp implements Way {
    @Override
    public String name() {
        return "tls_socket";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        try (SSLSocket socket = Wires.tls(Ways.host(name()), 443)) {
            socket.getOutputStream().write(Wires.post(Ways.host(name()), form, body));
            return "answered " + Wires.line(socket.getInputStream());
        }
    }
}
