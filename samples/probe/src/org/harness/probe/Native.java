package org.harness.probe;

import android.content.Context;
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** The functions of {@code native/probe.c}, out of the app's assets; what they give below zero is the kernel's error. */
public final class Native {
    private static final long ABSENT = -1000;
    private static boolean loaded;

    private Native() {}

    static native long ifaddrs();

    static native long netlink();

    static native long hwaddr();

    static native long property(byte[] name);

    static native long paths();

    static native long find();

    static native long compare();

    static native long greet();

    static native long tcp(byte[] address, byte[] data);

    /** Makes the call of that name; {@code name} is a system property's. */
    public static void call(Context context, String function, String name) throws Exception {
        load(context);
        switch (function) {
            case "ifaddrs":
                ifaddrs();
                break;
            case "netlink":
                netlink();
                break;
            case "hwaddr":
                hwaddr();
                break;
            case "paths":
                paths();
                break;
            case "find":
                find();
                break;
            case "compare":
                compare();
                break;
            case "greet":
                greet();
                break;
            default:
                if (property(name.getBytes("US-ASCII")) == ABSENT) {
                    throw new NoSuchMethodException("__system_property_get");
                }
        }
    }

    /** Connects and sends; gives how many bytes went out. */
    public static long send(Context context, byte[] address, byte[] data) throws Exception {
        load(context);
        return tcp(address, data);
    }

    /** The libraries' folder of a machine; a process of 32 bits on one of 64 says armv8l (uname(2), PER_LINUX32). */
    private static String folder(String machine) {
        switch (machine) {
            case "aarch64":
                return "arm64-v8a";
            case "amd64":
            case "x86_64":
                return "x86_64";
            default:
                return machine.startsWith("armv") ? "armeabi-v7a" : machine.matches("i[3-6]86|x86") ? "x86" : null;
        }
    }

    /** There is a library for four machines; on another one it is not there. */
    private static synchronized void load(Context context) throws Exception {
        if (loaded) {
            return;
        }
        String machine = System.getProperty("os.arch", "");
        String folder = folder(machine);
        if (folder == null) {
            throw new NoSuchMethodException("a library for " + machine);
        }
        // One a process: to write it anew would take its pages from under the code that runs.
        File copy = new File(context.getFilesDir(), "libprobe-" + android.os.Process.myPid() + ".so");
        copy.delete(); // a try before may have left it, and it is not to be written
        byte[] block = new byte[1 << 14];
        try (InputStream in = context.getAssets().open(folder + "/libprobe.so"); OutputStream out = new FileOutputStream(copy)) {
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                out.write(block, 0, n);
            }
        }
        copy.setReadOnly();
        System.load(copy.getPath());
        loaded = true;
    }
}
