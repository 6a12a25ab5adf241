package org.harness.stray;

import android.app.Activity;
import android.os.Bundle;
import android.provider.Settings;
import android.util.Log;
import android.widget.TextView;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Sends the Android ID by every way that asks no proxy, and says in the log what came of each. Where to is a setting, so
 * that whoever runs it can listen there: HOST HTTP_PORT TCP_PORT UDP_PORT.
 */
public final class MainActivity extends Activity {
    private interface Way {
        String go() throws Exception;
    }

    private String id;
    private String host;
    private int http;
    private int tcp;
    private int udp;
    private int patience;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        id = Settings.Secure.getString(getContentResolver(), Settings.Secure.ANDROID_ID);
        String[] where = Settings.Global.getString(getContentResolver(), "stray").split(" ");
        host = where[0];
        http = Integer.parseInt(where[1]);
        tcp = Integer.parseInt(where[2]);
        udp = Integer.parseInt(where[3]);
        patience = Integer.parseInt(where[4]);
        new Thread(this::all, "stray").start();
    }

    private void all() {
        go("http", () -> post("http://" + host + ":" + http + "/plain"));
        go("https", () -> post("https://tls.stray.example/secret"));
        go("socket", () -> socket(new InetSocketAddress(host, tcp), "socket"));
        go("name", () -> socket(new InetSocketAddress("raw.stray.example", 7000), "name"));
        go("ipv6", () -> socket(new InetSocketAddress(Inet6Address.getByName("2001:db8::7"), 7001), "ipv6"));
        go("channel", this::channel);
        go("datagram", this::datagram);
        go("connected", this::connected);
        go("named", this::named);
        go("quic", this::quic);
        go("own", this::own);
        runOnUiThread(this::done);
    }

    private void done() {
        TextView text = new TextView(this);
        text.setText("done");
        setContentView(text);
    }

    private void go(String name, Way way) {
        String what;
        try {
            what = way.go();
        } catch (Exception e) {
            what = e.toString();
        }
        Log.i("Stray", name + ": " + what);
    }

    private String post(String address) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(60000);
        connection.setReadTimeout(60000);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(("id=" + id).getBytes(StandardCharsets.UTF_8));
        }
        return String.valueOf(connection.getResponseCode());
    }

    private byte[] line(String name) {
        return ("@" + name + " " + id + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String socket(InetSocketAddress to, String name) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(to, 60000);
            socket.getOutputStream().write(line(name));
            boolean same = socket.getInetAddress().equals(to.getAddress()) && socket.getPort() == to.getPort();
            InputStream in = socket.getInputStream();
            byte[] answer = new byte[64];
            socket.setSoTimeout(patience);
            String said;
            try {
                int n = in.read(answer);
                said = n < 0 ? "end" : new String(answer, 0, n, StandardCharsets.UTF_8);
            } catch (SocketTimeoutException e) {
                said = "silence";
            }
            return (same ? "same " : "another ") + said;
        }
    }

    private String channel() throws Exception {
        try (SocketChannel channel = SocketChannel.open(); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            boolean at_once = channel.connect(new InetSocketAddress(host, tcp));
            if (!at_once) {
                channel.register(selector, SelectionKey.OP_CONNECT);
                if (selector.select(60000) == 0 || !channel.finishConnect()) {
                    return "not connected";
                }
            }
            ByteBuffer out = ByteBuffer.wrap(line("channel"));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            return "to " + channel.getRemoteAddress();
        }
    }

    private String datagram() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(patience);
            byte[] line = line("datagram");
            socket.send(new DatagramPacket(line, line.length, InetAddress.getByName(host), udp));
            DatagramPacket answer = new DatagramPacket(new byte[64], 64);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8) + " from " + answer.getPort();
        }
    }

    private String connected() throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(host, udp));
            channel.write(ByteBuffer.wrap(line("connected")));
            return "to " + channel.getRemoteAddress();
        }
    }

    private String named() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] line = line("named");
            socket.send(new DatagramPacket(line, line.length, InetAddress.getByName("udp.stray.example"), 7002));
            return "sent";
        }
    }

    private String quic() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress("203.0.113.9", 443));
            byte[] line = line("quic");
            for (int i = 0; i < 3; i++) {
                socket.send(new DatagramPacket(line, line.length));
                Thread.sleep(50);
            }
            return "sent";
        }
    }

    /** A server of the app's own, on the device itself. */
    private String own() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket client = new Socket("127.0.0.1", server.getLocalPort());
                Socket taken = server.accept()) {
            client.getOutputStream().write(7);
            return taken.getInputStream().read() + (taken.getPort() == client.getLocalPort() ? " same" : " another");
        }
    }
}
