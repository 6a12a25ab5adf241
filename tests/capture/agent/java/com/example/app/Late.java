package com.example.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

    /** The same on several threads at once; how many loaders' classes answered as they should. */
    static String together(int threads, int loaders) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            answers.add(pool.submit(() -> load(loaders)));
        }
        int good = 0;
        for (Future<String> answer : answers) {
            good += answer.get().split("=value", -1).length - 1;
        }
        pool.shutdown();
        return Integer.toString(good);
    }
}
