package com.example.app;

import dalvik.system.InMemoryDexClassLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Loads a class of its own by new loaders, as plug-ins and unpackers do: here from dex code in memory. */
final class Late {
    private static byte[] code() throws IOException {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        try (InputStream in = Late.class.getResourceAsStream("/late.bin")) {
            byte[] part = new byte[4096];
            for (int n = in.read(part); n > 0; n = in.read(part)) {
                code.write(part, 0, n);
            }
        }
        return code.toByteArray();
    }

    /** What the class answers when it comes from so many loaders, one after the other. */
    static String load(int loaders) throws IOException, ReflectiveOperationException {
        byte[] code = code();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < loaders; i++) {
            ClassLoader loader = new InMemoryDexClassLoader(ByteBuffer.wrap(code), Late.class.getClassLoader());
            Class<?> plugin = loader.loadClass("com.example.late.Plugin");
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
