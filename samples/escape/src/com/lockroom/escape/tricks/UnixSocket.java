package com.lockroom.escape.tricks;

import android.content.Context;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket of the machine itself, to a program that would pass it on. */
public final class UnixSocket implements Trick {
    private final Context context;

    public UnixSocket(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("unix", value);
        attempts.one("path", () -> path(target.unix, line));
        attempts.one("load", () -> Native.load(context));
        attempts.one("abstract", () -> Native.said(Native.rawConnect(Wire.abstractUnix(target.abstractName), line)));
        attempts.one("written abstract", () -> {
            try (Patch.Gate gate = Patch.gate()) {
                return Native.said(gate.connect(Wire.abstractUnix(target.abstractName), line));
            }
        });
    }

    /** Java 16's sockets of this kind, by their names: Android's library has none. */
    private static String path(String path, byte[] line) throws Exception {
        Class<?> family = Class.forName("java.net.StandardProtocolFamily");
        Object unix = family.getField("UNIX").get(null);
        SocketAddress address = (SocketAddress)
                Class.forName("java.net.UnixDomainSocketAddress").getMethod("of", String.class).invoke(null, path);
        SocketChannel channel =
                (SocketChannel) SocketChannel.class.getMethod("open", ProtocolFamily.class).invoke(null, unix);
        try {
            channel.connect(address);
            return "wrote " + channel.write(ByteBuffer.wrap(line));
        } finally {
            channel.close();
        }
    }
}
