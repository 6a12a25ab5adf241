package com.example.app;

import dalvik.system.BaseDexClassLoader;
import dalvik.system.DelegateLastClassLoader;
import dalvik.system.DexClassLoader;
import dalvik.system.DexFile;
import dalvik.system.InMemoryDexClassLoader;
import dalvik.system.PathClassLoader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Loads a class of its own by new loaders, as plug-ins and unpackers do: here from dex code. */
final class Late {
    private static final String NAME = "com.example.late.Plugin";
    private static final ClassLoader OWN = Late.class.getClassLoader();

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
            out.append(read(new InMemoryDexClassLoader(ByteBuffer.wrap(code), OWN).loadClass(NAME), "key" + i)).append(' ');
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

    /** What the class answers when it comes from a file, in each way that apps use. */
    static String from(String how) throws IOException, ReflectiveOperationException {
        File file = File.createTempFile("late", ".dex");
        try {
            Files.write(file.toPath(), code());
            return read(define(how, file), how);
        } finally {
            file.delete();
        }
    }

    private static Class<?> define(String how, File file) throws IOException, ReflectiveOperationException {
        switch (how) {
            case "path": return new PathClassLoader(file.getPath(), OWN).loadClass(NAME);
            case "dex": return new DexClassLoader(file.getPath(), null, null, OWN).loadClass(NAME);
            case "delegate": return new DelegateLastClassLoader(file.getPath(), OWN).loadClass(NAME);
            case "added": // what Android's own loaders do for split APKs
                BaseDexClassLoader.class.getMethod("addDexPath", String.class).invoke(OWN, file.getPath());
                return OWN.loadClass(NAME);
            case "elements": addElements(file); return OWN.loadClass(NAME);
            case "defined": return DexFile.loadDex(file.getPath(), file.getPath() + ".odex", 0).loadClass(NAME, OWN);
            default: throw new IllegalArgumentException(how);
        }
    }

    /** Code put into the list of an existing loader, as MultiDex and packers do. */
    private static void addElements(File file) throws ReflectiveOperationException {
        Field field = BaseDexClassLoader.class.getDeclaredField("pathList");
        field.setAccessible(true);
        Object list = field.get(OWN);
        Method make = list.getClass().getDeclaredMethod("makePathElements", List.class, File.class, List.class);
        make.setAccessible(true);
        Object[] added = (Object[]) make.invoke(null, Arrays.asList(file), null, new ArrayList<IOException>());
        Field elements = list.getClass().getDeclaredField("dexElements");
        elements.setAccessible(true);
        Object[] before = (Object[]) elements.get(list);
        Object[] all = Arrays.copyOf(before, before.length + added.length);
        System.arraycopy(added, 0, all, before.length, added.length);
        elements.set(list, all);
    }

    private static String read(Class<?> plugin, String key) throws ReflectiveOperationException {
        return (String) plugin.getMethod("read", String.class).invoke(plugin.getConstructor().newInstance(), key);
    }
}
