package com.lockroom.escape.tricks;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What is sent, and the kernel's form of where to. */
final class Wire {
    private Wire() {}

    /** A line by which a listener knows who got out. */
    static byte[] line(String trick, String value) {
        return ("@" + trick + " " + value + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A {@code sockaddr_in}. */
    static byte[] internet(String host, int port) throws Exception {
        return ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putShort((short) 2).order(ByteOrder.BIG_ENDIAN)
                .putShort((short) port).put(InetAddress.getByName(host).getAddress()).array();
    }

    /** A {@code sockaddr_un} of the abstract namespace. */
    static byte[] abstractUnix(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 + text.length).order(ByteOrder.nativeOrder()).putShort((short) 1).put((byte) 0)
                .put(text).array();
    }
}
