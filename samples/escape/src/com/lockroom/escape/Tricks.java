package com.lockroom.escape;

import android.content.Context;
import com.lockroom.escape.tricks.*;

/** All tricks by the name that an address gives them. */
final class Tricks {
    private Tricks() {}

    static Trick named(String name, Context context) {
        switch (name) {
            case "nothing": return (attempts, target, value) -> {};
            case "unguarded": return new Unguarded();
            case "child": return new Child();
            case "library": return new Library(context);
            case "syscalls": return new Syscalls(context);
            case "unix": return new UnixSocket(context);
            case "memory": return new Memory();
            case "bundle": return new EmptiedBundle();
            case "names": return new Names();
            case "shared": return new SharedStorage();
            case "browser": return new Browser(context);
            case "download": return new Download(context);
            case "clipboard": return new Clipboard(context);
            case "others": return new OtherApps(context);
            case "daemon": return new Daemon();
            case "home": return new HomeFolder();
            case "loopback": return new Loopback();
            default: throw new IllegalArgumentException("There is no trick " + name);
        }
    }
}
