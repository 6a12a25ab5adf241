package com.lockroom.escape;

import android.net.Uri;

/** Where whoever runs the app listens and looks, so that an escape would be noticed: what the address says. */
public final class Target {
    /** A host outside, and ports on it. */
    public final String host;
    public final int tcp;
    public final int udp;
    /** A port of the loopback where somebody else listens. */
    public final int loopback;
    /** The path of a Unix socket, and the name of an abstract one. */
    public final String unix;
    public final String abstractName;
    /** A file and a directory that are not the app's. */
    public final String file;
    public final String directory;

    public Target(Uri uri) {
        host = text(uri, "host", "192.0.2.1");
        tcp = Integer.parseInt(text(uri, "tcp", "9"));
        udp = Integer.parseInt(text(uri, "udp", "9"));
        loopback = Integer.parseInt(text(uri, "loopback", "9"));
        unix = text(uri, "unix", "/tmp/escape.sock");
        abstractName = text(uri, "abstract", "escape");
        file = text(uri, "file", "/etc/passwd");
        directory = text(uri, "directory", "/tmp");
    }

    private static String text(Uri uri, String name, String otherwise) {
        String found = uri.getQueryParameter(name);
        return found == null ? otherwise : found;
    }
}
