package com.lockroom.escape.tricks;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Changes code in this process through {@code /proc/self/mem}. Machine code for x86-64. */
final class Patch {
    /** What takes the place of a native method with one double: the double's bits are where a call's numbers lie. */
    private static final int[] GATE = {
        0x66, 0x48, 0x0f, 0x7e, 0xc0, // movq rax, xmm0
        0x48, 0x8b, 0x78, 0x08, // mov rdi, [rax + 8], and so on
        0x48, 0x8b, 0x70, 0x10, 0x48, 0x8b, 0x50, 0x18, 0x4c, 0x8b, 0x50, 0x20, 0x4c, 0x8b, 0x40, 0x28,
        0x4c, 0x8b, 0x48, 0x30, 0x48, 0x8b, 0x00, // mov rax, [rax]
        0x0f, 0x05, // syscall
        0x66, 0x48, 0x0f, 0x6e, 0xc0, 0xc3, // movq xmm0, rax; ret
    };
    private static final int AS_LOADED = 16;
    private static final int SOCKET = 41;
    private static final int CONNECT = 42;
    private static final int SENDTO = 44;
    private static final int SENDMSG = 46;
    static final int MEMFD_CREATE = 319;
    static final int IO_URING_SETUP = 425;
    static final int FAST_OPEN = 0x20000000;

    private Patch() {}

    /** Puts a function's first bytes back as its file has them. */
    static String restore(String library, String function) throws Exception {
        Symbol symbol = Symbol.find(library, function);
        byte[] original = new byte[AS_LOADED];
        try (RandomAccessFile file = new RandomAccessFile(symbol.file, "r")) {
            file.seek(symbol.offset);
            file.readFully(original);
        }
        boolean changed = !java.util.Arrays.equals(original, swap(symbol.address, original));
        return function + (changed ? " was changed, and is as it was" : " was as its file has it");
    }

    /** Writes to an address of this process; gives what was there. */
    private static byte[] swap(long address, byte[] code) throws IOException {
        byte[] before = new byte[code.length];
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            memory.seek(address);
            memory.readFully(before);
            memory.seek(address);
            memory.write(code);
        }
        return before;
    }

    static Gate gate() throws Exception {
        return new Gate();
    }

    /** Makes the kernel's calls by a method whose code it took. */
    static final class Gate implements AutoCloseable {
        private final long address = Symbol.find("libjava.so", "Java_java_lang_StrictMath_IEEEremainder").address;
        private final Object unsafe;
        private final byte[] before;

        Gate() throws Exception {
            if (!System.getProperty("os.arch").equals("amd64")) {
                throw new IOException("no code for this machine");
            }
            Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            unsafe = field.get(null);
            byte[] code = new byte[GATE.length];
            for (int i = 0; i < code.length; i++) {
                code[i] = (byte) GATE[i];
            }
            StrictMath.IEEEremainder(1, 1);
            before = swap(address, code);
        }

        long call(long... numbers) throws Exception {
            double where = Double.longBitsToDouble(put(numbers(numbers)));
            return Double.doubleToRawLongBits(StrictMath.IEEEremainder(where, 1));
        }

        long connect(byte[] address, byte[] line) throws Exception {
            long fd = call(SOCKET, address[0], 1, 0);
            long result = fd < 0 ? fd : call(CONNECT, fd, put(address), address.length);
            return result < 0 ? result : call(SENDTO, fd, put(line), line.length, 0, 0, 0);
        }

        long sendto(byte[] address, byte[] line, int type, int flags) throws Exception {
            long fd = call(SOCKET, address[0], type, 0);
            return fd < 0 ? fd : call(SENDTO, fd, put(line), line.length, flags, put(address), address.length);
        }

        /** One datagram with an address, by a {@code struct msghdr} with one {@code struct iovec}. */
        long sendmsg(byte[] address, byte[] line) throws Exception {
            long piece = put(numbers(put(line), line.length));
            long fd = call(SOCKET, address[0], 2, 0);
            return fd < 0 ? fd : call(SENDMSG, fd, put(numbers(put(address), address.length, piece, 1, 0, 0, 0)), 0);
        }

        private static byte[] numbers(long... numbers) {
            ByteBuffer all = ByteBuffer.allocate(8 * Math.max(7, numbers.length)).order(ByteOrder.LITTLE_ENDIAN);
            for (long each : numbers) {
                all.putLong(each);
            }
            return all.array();
        }

        /** Bytes where the kernel finds them. */
        long put(byte[] bytes) throws Exception {
            Class<?> type = unsafe.getClass();
            long at = (Long) type.getMethod("allocateMemory", long.class).invoke(unsafe, (long) bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                type.getMethod("putByte", long.class, byte.class).invoke(unsafe, at + i, bytes[i]);
            }
            return at;
        }

        @Override
        public void close() throws IOException {
            swap(address, before);
        }
    }

    /** A function of a library that is loaded: where it is, and where in its file. */
    private static final class Symbol {
        final String file;
        final long offset;
        final long address;

        private Symbol(String file, long offset, long address) {
            this.file = file;
            this.offset = offset;
            this.address = address;
        }

        static Symbol find(String library, String function) throws IOException {
            String file = null;
            long base = 0;
            try (BufferedReader maps = new BufferedReader(new FileReader("/proc/self/maps"))) {
                for (String line = maps.readLine(); line != null && file == null; line = maps.readLine()) {
                    String[] words = line.trim().split(" +");
                    String path = words.length > 5 ? words[5] : "";
                    if (path.substring(path.lastIndexOf('/') + 1).startsWith(library) && words[1].contains("x")) {
                        file = path;
                        base = Long.parseLong(words[0].split("-")[0], 16) - Long.parseLong(words[2], 16);
                    }
                }
            }
            if (file == null) {
                throw new IOException(library + " is not loaded");
            }
            long value = Elf.value(file, function);
            return new Symbol(file, value, base + value);
        }
    }
}
