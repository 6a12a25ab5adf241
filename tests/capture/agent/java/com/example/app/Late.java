package com.example.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;

/** Loads a class of its own by new loaders, as plug-ins and unpackers do. */
final class Late {
    /** Defines the class from bytes, and never asks its parent for it. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(Late.class.getClassLoader());
        }

        Class<?> define(String name, byte[] code) {
            return defineClass(name, code, 0, code.length);
        }
    }

    /** What the class answers when it comes from so many loaders, one after the other. */
    static String load(int loaders) throws IOException, ReflectiveOperationException {
        byte[] code;
        try (InputStream in = Late.class.getResourceAsStream("/late.bin")) {
            code = in.readAllBytes();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < loaders; i++) {
            Class<?> plugin = new Loader().define("com.example.late.Plugin", code);
            Method read = plugin.getMethod("read", String.class);
            out.append(read.invoke(plugin.getConstructor().newInstance(), "key" + i)).append(' ');
        }
        return out.toString().trim();
    }
}
