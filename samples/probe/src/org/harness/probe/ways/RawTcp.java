package org.harness.probe.ways;

import android.content.Context;
import java.net.Socket;

/** A protocol of its own without TLS, on a port of its own. */
final class RawTcp implements Way {
    @Override
    public String name() {
        return "raw_tcp";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        try (Socket socket = Wires.tcp(Ways.host(name()), 7777)) {
            socket.getOutputStream().write(("HARNESS " + form + " " + body.length + "\n").getBytes("US-ASCII"));
            socket.getOutputStream().write(body);
            return "sent " + body.length;
        }
    }
}
