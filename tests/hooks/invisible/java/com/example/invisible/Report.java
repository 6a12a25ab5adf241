package com.example.invisible;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What was seen of every call, a line each: where, a tab, what. */
final class Report {
    private final List<String> lines = new ArrayList<>();
    private final Look look = new Look(this);

    /** Notes one fact. */
    synchronized void put(String path, Object what) {
        lines.add(escaped(path) + "\t" + escaped(String.valueOf(what)));
    }

    /** Notes a value with all its parts. */
    synchronized void value(String path, Object value) {
        look.at(path, value);
    }

    /** Makes a call and notes what it gives or throws. */
    Object call(String path, Callable<?> call) {
        try {
            Object made = call.call();
            value(path, made);
            return made;
        } catch (Throwable e) {
            value(path + "/threw", e);
            return e;
        }
    }

    synchronized void write(Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        Files.move(part, target);
    }

    /** Lone surrogates have no form in UTF-8. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || Character.isSurrogate(c) || c == '\\') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
