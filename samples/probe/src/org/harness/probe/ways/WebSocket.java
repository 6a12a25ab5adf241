package org.harness.probe.ways;

import android.content.Context;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import javax.net.ssl.SSLSocket;

/** One text message on a WebSocket (RFC 6455). */
final class WebSocket implements Way {
    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        String host = Ways.host(name());
        try (SSLSocket socket = Wires.tls(host, 443)) {
            String head = "GET /" + form + " HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cHJvYmUtcHJvYmUtcHJvYg==\r\n\r\n";
            socket.getOutputStream().write(head.getBytes("US-ASCII"));
            InputStream in = socket.getInputStream();
            String status = Wires.line(in);
            while (!Wires.line(in).isEmpty()) {}
            if (!status.contains(" 101 ")) {
                return "refused " + status;
            }
            socket.getOutputStream().write(frame(2, body));
            socket.getOutputStream().write(frame(8, new byte[] {3, (byte) 232}));
            socket.getOutputStream().flush();
            return "answered " + status + ", then " + in.read();
        }
    }

    private static byte[] frame(int kind, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(128 | kind);
        if (data.length < 126) {
            out.write(128 | data.length);
        } else {
            out.write(128 | 126);
            out.write(data.length >> 8);
            out.write(data.length);
        }
        byte[] mask = {17, 34, 51, 68};
        out.write(mask, 0, 4);
        for (int i = 0; i < data.length; i++) {
            out.write(data[i] ^ mask[i & 3]);
        }
        return out.toByteArray();
    }
}
