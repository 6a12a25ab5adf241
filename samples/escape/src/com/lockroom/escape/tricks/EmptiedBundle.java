package com.lockroom.escape.tricks;

import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;

/** Looks for whoever records it, and empties the record: only that below the target's directory, for others are not its. */
public final class EmptiedBundle implements Trick {
    private static final String[] RECORD = {"flows.mitm", "observations.jsonl", "connections.jsonl", "phases.jsonl"};

    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("descriptors", () -> {
            int emptied = 0;
            for (String pid : list("/proc")) {
                emptied += pid.matches("[0-9]+") ? empty("/proc/" + pid + "/fd/", target.directory + "/") : 0;
            }
            if (emptied == 0) {
                throw new IOException("no descriptor of a record was found");
            }
            return "emptied " + emptied;
        });
        for (String name : RECORD) {
            attempts.one("file " + name, () -> truncate(target.directory + "/" + name));
        }
        attempts.one("new", () -> truncate(target.directory + "/planted.jsonl"));
    }

    private static String[] list(String directory) {
        String[] names = new File(directory).list();
        return names == null ? new String[0] : names;
    }

    private static int empty(String descriptors, String directory) {
        int emptied = 0;
        for (String number : list(descriptors)) {
            try {
                String real = new File(descriptors + number).getCanonicalPath();
                for (String name : RECORD) {
                    if (real.startsWith(directory) && real.endsWith("/" + name)) {
                        truncate(descriptors + number);
                        emptied++;
                    }
                }
            } catch (IOException e) {
                // One that may not be opened; there are others.
            }
        }
        return emptied;
    }

    private static String truncate(String path) throws IOException {
        new FileOutputStream(path).close();
        return "emptied " + path;
    }
}
