import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.internal.org.objectweb.asm.ClassReader;
import jdk.internal.org.objectweb.asm.ClassWriter;
import jdk.internal.org.objectweb.asm.commons.ClassRemapper;
import jdk.internal.org.objectweb.asm.commons.Remapper;

/** {@code Relocate IN.jar OUT.jar FROM TO} moves classes from one package to another (with slashes), as jarjar does. */
public final class Relocate {
    private static final class Moved extends Remapper {
        private final String from;
        private final String to;

        Moved(String from, String to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public String map(String name) {
            return name.startsWith(from) ? to + name.substring(from.length()) : name;
        }

        /** Names of classes in texts move, too: providers name their implementations so. */
        @Override
        public Object mapValue(Object value) {
            String dotted = from.replace('/', '.');
            if (value instanceof String && ((String) value).startsWith(dotted) && !((String) value).contains("/")) {
                return to.replace('/', '.') + ((String) value).substring(dotted.length());
            }
            return super.mapValue(value);
        }
    }

    public static void main(String[] args) throws IOException {
        Moved moved = new Moved(args[2], args[3]);
        try (ZipFile in = new ZipFile(args[0]); ZipOutputStream out = new ZipOutputStream(new FileOutputStream(args[1]))) {
            for (Enumeration<? extends ZipEntry> entries = in.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (entry.isDirectory() || name.startsWith("META-INF/") || name.endsWith("module-info.class")) {
                    continue;
                }
                byte[] code = in.getInputStream(entry).readAllBytes();
                if (name.endsWith(".class")) {
                    ClassWriter writer = new ClassWriter(0);
                    new ClassReader(code).accept(new ClassRemapper(writer, moved), 0);
                    code = writer.toByteArray();
                    name = moved.map(name);
                }
                out.putNextEntry(new ZipEntry(name));
                out.write(code);
                out.closeEntry();
            }
        }
    }
}
