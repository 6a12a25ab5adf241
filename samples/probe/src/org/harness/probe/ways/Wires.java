package org.harness.probe.ways;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sockets as HTTP libraries open them, and what is read from them. */
final class Wires {
    private Wires() {}

    static Socket tcp(String host, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), Ways.PATIENCE_MS);
        socket.setSoTimeout(Ways.PATIENCE_MS);
        return socket;
    }

    static SSLSocket tls(String host, int port) throws Exception {
        return tls(SSLContext.getDefault().getSocketFactory(), host, port);
    }

    static SSLSocket tls(SSLSocketFactory factory, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(tcp(host, port), host, port, true);
        return socket;
    }

    static byte[] post(String host, String form, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = "POST /" + form + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes("US-ASCII"));
        out.write(body);
        return out.toByteArray();
    }

    static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && out.length() < 200; c = in.read()) {
            if (c != '\r') {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] out = new byte[size];
        for (int n = 0; n < size;) {
            int more = in.read(out, n, size - n);
            if (more < 0) {
                throw new EOFException("closed after " + n + " of " + size);
            }
            n += more;
        }
        return out;
    }
}
