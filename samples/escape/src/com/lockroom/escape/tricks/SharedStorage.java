package com.lockroom.escape.tricks;

import android.os.Environment;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;
import java.io.File;
import java.io.FileOutputStream;

/** Lays the value where another app, or another program, finds it and may send it. */
public final class SharedStorage implements Trick {
    @Override
    public void go(Attempts attempts, Target target, String value) {
        byte[] line = Wire.line("shared", value);
        attempts.one("external", () ->
                write(new File(Environment.getExternalStorageDirectory(), "escape.txt"), line));
        for (String path : new String[] {"/sdcard", "/data/local/tmp", "/tmp", "/var/tmp", "/dev/shm"}) {
            attempts.one(path.substring(1).replace('/', '_'), () -> write(new File(path, "escape-" + target.tcp + ".txt"), line));
        }
        attempts.one("directory", () -> write(new File(target.directory, "escape.txt"), line));
    }

    private static String write(File file, byte[] line) throws Exception {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(line);
        }
        return "wrote " + file;
    }
}
