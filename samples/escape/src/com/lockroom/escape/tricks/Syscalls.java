package com.lockroom.escape.tricks;

import android.content.Context;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** The kernel's calls themselves, which no hook in the C library sees. */
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
    }
}
