package org.harness.probe.ways;

import android.content.Context;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.harness.probe.Native;

/** The C library's connect and send, called by native code of the app's own. */
final class NativeTcp implements Way {
    private static final int PORT = 7778;

    @Override
    public String name() {
        return "native_tcp";
    }

    @Override
    public String[] only() {
        return new String[] {"settings.secure.android_id", "tm.getImei", "tm.getSubscriberId"};
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        byte[] head = ("HARNESS " + form + " " + body.length + "\n").getBytes("US-ASCII");
        byte[] data = new byte[head.length + body.length];
        System.arraycopy(head, 0, data, 0, head.length);
        System.arraycopy(body, 0, data, head.length, body.length);
        long sent = Native.send(context, address(InetAddress.getByName(Ways.host(name()))), data);
        return sent < 0 ? "refused, errno " + -sent : "sent " + sent;
    }

    /** A struct sockaddr_in, or sockaddr_in6 where there are no IPv4 addresses; both machines are little-endian. */
    private static byte[] address(InetAddress to) {
        byte[] raw = to.getAddress();
        boolean four = to instanceof Inet4Address;
        byte[] out = new byte[four ? 16 : 28];
        out[0] = (byte) (four ? 2 : 10);
        out[2] = (byte) (PORT >> 8);
        out[3] = (byte) PORT;
        System.arraycopy(raw, 0, out, four ? 4 : 8, raw.length);
        return out;
    }
}
