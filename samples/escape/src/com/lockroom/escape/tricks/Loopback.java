package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A program that listens on this machine: on a phone another app, in the sandbox somebody's service. */
public final class Loopback implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("loopback", value);
        for (String host : new String[] {"127.0.0.1", "127.0.0.2", "::1"}) {
            attempts.one(host, () -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(host, target.loopback), 2000);
                    socket.getOutputStream().write(line);
                    return "connected";
                }
            });
        }
        attempts.one("datagram", () -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                InetAddress to = InetAddress.getByName("127.0.0.1");
                socket.send(new DatagramPacket(line, line.length, to, target.loopback));
                return "sent";
            }
        });
        attempts.one("adb", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", 5037), 2000);
                return "connected";
            }
        });
    }
}
