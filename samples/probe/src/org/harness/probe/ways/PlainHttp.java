package org.harness.probe.ways;

import android.content.Context;
import java.net.Socket;

/** HTTP without TLS, on a socket of its own: the platform's clients refuse it to newer apps. */
final class PlainHttp implements Way {
    @Override
    public String name() {
        return "plain_http";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        try (Socket socket = Wires.tcp(Ways.host(name()), 80)) {
            socket.getOutputStream().write(Wires.post(Ways.host(name()), form, body));
            return "answered " + Wires.line(socket.getInputStream());
        }
    }
}
