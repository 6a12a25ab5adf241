package com.lockroom.escape.tricks;

import android.content.Context;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** A library of the app's own, that connects with the C library's functions. */
public final class Library implements Trick {
    private final Context context;

    public Library(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("library", value);
        attempts.one("load", () -> Native.load(context));
        attempts.one("connect", () -> Native.said(Native.connect(Wire.internet(target.host, target.tcp), line)));
        attempts.one("sendto", () -> Native.said(Native.sendto(Wire.internet(target.host, target.udp), line)));
    }
}
