package com.lockroom.escape.tricks;

import android.content.Context;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** The functions of {@code native/way.c}. Each gives what it sent in bytes, or the kernel's error as a negative number. */
final class Native {
    /** Writing the file anew would take its pages from under the code that runs. */
    private static boolean loaded;

    private Native() {}

    /** By the C library's functions. */
    static native long connect(byte[] address, byte[] line);

    static native long sendto(byte[] address, byte[] line);

    /** By the kernel's calls, past the C library. */
    static native long rawConnect(byte[] address, byte[] line);

    static native long rawSendto(byte[] address, byte[] line);

    static native long rawFastOpen(byte[] address, byte[] line);

    static native long rawFork(byte[] address, byte[] line);

    static native long rawRing();

    /** Takes the library out of the app's assets and loads it. */
    static String load(Context context) throws Exception {
        if (loaded) {
            return "is loaded";
        }
        String done = load(context, new File(context.getFilesDir(), "libway.so").getPath());
        loaded = true;
        return done;
    }

    static String load(Context context, String copy) throws Exception {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64-v8a" : "x86_64";
        byte[] block = new byte[1 << 16];
        try (InputStream in = context.getAssets().open(machine + "/libway.so");
                OutputStream out = new FileOutputStream(copy)) {
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                out.write(block, 0, n);
            }
        }
        System.load(copy);
        return "loaded";
    }

    static String said(long result) {
        if (result < 0) {
            throw new IllegalStateException("errno " + -result);
        }
        return "sent " + result;
    }
}
