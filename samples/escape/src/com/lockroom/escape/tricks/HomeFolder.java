package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Map;

/** Looks at what belongs to whoever runs the sandbox: files, environment, processes. */
public final class HomeFolder implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("passwd", () -> read("/etc/passwd"));
        attempts.one("file", () -> read(target.file));
        attempts.one("list", () -> list(new File(target.file).getParent()));
        attempts.one("write", () -> {
            new FileOutputStream(target.file + ".escape").close();
            return "written";
        });
        attempts.one("environment", () -> {
            for (Map.Entry<String, String> each : System.getenv().entrySet()) {
                if (each.getKey().contains("SECRET")) {
                    return each.getKey();
                }
            }
            throw new IOException("no secret in " + System.getenv().size() + " variables");
        });
        attempts.one("processes", () -> others());
        attempts.one("parent", () -> read("/proc/" + parent() + "/environ"));
        attempts.one("init", () -> read("/proc/1/environ"));
    }

    private static String read(String path) throws IOException {
        try (FileInputStream in = new FileInputStream(path)) {
            return "read " + in.read(new byte[4096]) + " bytes of " + path;
        }
    }

    private static String list(String path) throws IOException {
        String[] names = new File(path).list();
        if (names == null) {
            throw new IOException(path + " cannot be listed");
        }
        return names.length + " names";
    }

    /** Processes that are not this one and whose command can be read. */
    private static String others() throws IOException {
        int seen = 0;
        String[] names = new File("/proc").list();
        String own = new File("/proc/self").getCanonicalFile().getName();
        for (String name : names == null ? new String[0] : names) {
            if (name.matches("[0-9]+") && !name.equals(own)) {
                try {
                    read("/proc/" + name + "/cmdline");
                    seen++;
                } catch (IOException e) {
                    // Listed and closed.
                }
            }
        }
        if (seen == 0) {
            throw new IOException("no other process is seen");
        }
        return seen + " processes";
    }

    private static String parent() throws IOException {
        byte[] text = new byte[512];
        try (FileInputStream in = new FileInputStream("/proc/self/stat")) {
            int n = in.read(text);
            String all = new String(text, 0, n, "UTF-8");
            return all.substring(all.lastIndexOf(')') + 2).split(" ")[1];
        }
    }
}
