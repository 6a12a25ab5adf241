package com.lockroom.escape.tricks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Just enough of a 64-bit ELF file to find a function that a library exports. */
final class Elf {
    private static final int DYNSYM = 11;

    private Elf() {}

    /** The function's address from the library's beginning; code lies in these files where it is loaded. */
    static long value(String path, String function) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            FileChannel channel = file.getChannel();
            ByteBuffer all = ByteBuffer.allocate((int) channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            while (all.hasRemaining() && channel.read(all) > 0) {
                continue;
            }
            int sections = (int) all.getLong(40);
            int size = all.getShort(58);
            for (int at = sections, n = all.getShort(60); n > 0; n--, at += size) {
                if (all.getInt(at + 4) == DYNSYM) {
                    int names = (int) all.getLong(sections + size * all.getInt(at + 40) + 24);
                    int first = (int) all.getLong(at + 24);
                    int end = first + (int) all.getLong(at + 32);
                    for (int symbol = first; symbol < end; symbol += 24) {
                        if (named(all, names + all.getInt(symbol), function)) {
                            return all.getLong(symbol + 8);
                        }
                    }
                }
            }
        }
        throw new IOException(path + " exports no " + function);
    }

    private static boolean named(ByteBuffer all, int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (all.get(at + i) != name.charAt(i)) {
                return false;
            }
        }
        return all.get(at + name.length()) == 0;
    }
}
