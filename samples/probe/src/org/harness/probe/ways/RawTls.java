package org.harness.probe.ways;

import android.content.Context;
import javax.net.ssl.SSLSocket;

/** A protocol of its own inside TLS, on a port of its own. */
final class RawTls implements Way {
    @Override
    public String name() {
        return "raw_tls";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        try (SSLSocket socket = Wires.tls(Ways.host(name()), 8883)) {
            socket.getOutputStream().write(("HARNESS " + form + " " + body.length + "\n").getBytes("US-ASCII"));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return "sent " + body.length;
        }
    }
}
