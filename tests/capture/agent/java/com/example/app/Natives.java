package com.example.app;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Commands that end in native code, and TLS. */
final class Natives {
    static Object run(String[] command) throws Exception {
        switch (command[0]) {
            case "file": return file(command[1]);
            case "hardware": return hardware();
            case "connect": return connect(Integer.parseInt(command[1]));
            case "channel": return channel(Integer.parseInt(command[1]));
            case "exec": return ended(() -> Runtime.getRuntime().exec(String.join(" ", rest(command))));
            case "start": return ended(() -> new ProcessBuilder(rest(command)).start());
            case "tls": return tls(Integer.parseInt(command[1]));
            case "engine": return engine(Integer.parseInt(command[1]));
            default: return "unknown";
        }
    }

    private static String[] rest(String[] command) {
        return Arrays.copyOfRange(command, 1, command.length);
    }

    private static String ended(Callable<Process> start) throws Exception {
        try {
            return String.valueOf(start.call().waitFor());
        } catch (IOException e) {
            return "no such program";
        }
    }

    private static String file(String path) {
        try (InputStream in = new FileInputStream(path)) {
            byte[] start = new byte[8];
            return new String(start, 0, Math.max(in.read(start), 0), StandardCharsets.UTF_8).trim();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    private static int hardware() throws Exception {
        int n = 0;
        for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            n += link.getHardwareAddress() == null ? 0 : 1;
        }
        return n;
    }

    private static int connect(int port) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getLocalPort();
        }
    }

    private static int channel(int port) throws Exception {
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509TrustManager() {
            public void checkClientTrusted(X509Certificate[] chain, String type) {}
            public void checkServerTrusted(X509Certificate[] chain, String type) {}
            public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
        }}, new SecureRandom());
        return context;
    }

    /** Sends a line and gives the answered line, with the local port before it. */
    private static String tls(int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write("xximei=860000000000000\n".getBytes(StandardCharsets.UTF_8), 2, 21);
            out.flush();
            byte[] answer = new byte[64];
            int n = socket.getInputStream().read(answer, 4, 60);
            return socket.getLocalPort() + " " + new String(answer, 4, n, StandardCharsets.UTF_8).trim();
        }
    }

    /** The same through an engine. */
    private static String engine(int port) throws Exception {
        SSLEngine engine = trusting().createSSLEngine("engine.example", port);
        engine.setUseClientMode(true);
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer in = ByteBuffer.allocate(40000);
            ByteBuffer plain = ByteBuffer.allocate(40000);
            ByteBuffer request = ByteBuffer.wrap("imei=860000000000000\n".getBytes(StandardCharsets.UTF_8));
            engine.beginHandshake();
            while (plain.position() == 0) {
                HandshakeStatus status = engine.getHandshakeStatus();
                if (status == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                } else if (status == HandshakeStatus.NEED_WRAP || (status == HandshakeStatus.NOT_HANDSHAKING && request.hasRemaining())) {
                    ByteBuffer out = ByteBuffer.allocate(40000);
                    engine.wrap(request, out);
                    out.flip();
                    while (out.hasRemaining()) {
                        channel.write(out);
                    }
                } else {
                    in.flip();
                    int before = in.remaining();
                    engine.unwrap(in, plain);
                    boolean stuck = in.remaining() == before;
                    in.compact();
                    if (stuck && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP && channel.read(in) < 0) {
                        return "closed";
                    }
                }
            }
            plain.flip();
            return StandardCharsets.UTF_8.decode(plain).toString().trim();
        }
    }
}
