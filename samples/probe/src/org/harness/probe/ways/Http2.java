package org.harness.probe.ways;

import android.content.Context;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One request of HTTP/2 (RFC 9113), with a header block that needs no table (RFC 7541, 6.2.2). */
final class Http2 implements Way {
    private static final int DATA = 0, HEADERS = 1, RESET = 3, SETTINGS = 4, PING = 6, GONE = 7;
    private static final int END_STREAM = 1, ACK = 1, END_HEADERS = 4;

    @Override
    public String name() {
        return "http2";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        String host = Ways.host(name());
        try (SSLSocket socket = Wires.tls(host, 443)) {
            offer(socket);
            socket.startHandshake();
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes("US-ASCII"));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            header(head, ":method", "POST");
            header(head, ":scheme", "https");
            header(head, ":authority", host);
            header(head, ":path", "/" + form);
            frame(out, HEADERS, END_HEADERS, 1, head.toByteArray());
            frame(out, DATA, END_STREAM, 1, body);
            out.flush();
            return answer(socket.getInputStream(), out);
        }
    }

    /** Asks for h2 by ALPN: the platform's way since Android 10, conscrypt's own before. */
    private static void offer(SSLSocket socket) throws Exception {
        try {
            Method set = SSLParameters.class.getMethod("setApplicationProtocols", String[].class);
            SSLParameters parameters = socket.getSSLParameters();
            set.invoke(parameters, (Object) new String[] {"h2"});
            socket.setSSLParameters(parameters);
        } catch (NoSuchMethodException older) {
            socket.getClass().getMethod("setAlpnProtocols", byte[].class).invoke(socket, (Object) new byte[] {2, 'h', '2'});
        }
    }

    private static void header(ByteArrayOutputStream out, String name, String value) throws Exception {
        out.write(0);
        for (String text : new String[] {name, value}) {
            out.write(text.length());
            out.write(text.getBytes("US-ASCII"));
        }
    }

    private static void frame(OutputStream out, int kind, int flags, int stream, byte[] data) throws Exception {
        out.write(new byte[] {(byte) (data.length >> 16), (byte) (data.length >> 8), (byte) data.length, (byte) kind, (byte) flags, 0, 0, 0, (byte) stream});
        out.write(data);
    }

    private static String answer(InputStream in, OutputStream out) throws Exception {
        for (int seen = 0; seen < 50; seen++) {
            byte[] head = Wires.exactly(in, 9);
            byte[] data = Wires.exactly(in, (head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255);
            int kind = head[3], flags = head[4];
            if (kind == SETTINGS && (flags & ACK) == 0) {
                frame(out, SETTINGS, ACK, 0, new byte[0]);
            } else if (kind == PING && (flags & ACK) == 0) {
                frame(out, PING, ACK, 0, data);
            } else if (kind == RESET || kind == GONE) {
                return "reset";
            } else if (kind == HEADERS) {
                return "answered " + data.length;
            }
        }
        return "no answer";
    }
}
