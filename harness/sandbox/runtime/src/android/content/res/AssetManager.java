package android.content.res;

import harness.runtime.App;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The `assets/` directory of the APK, read from the APK when the system says where it is, else from the app's jar. */
public final class AssetManager implements AutoCloseable {
    public static final int ACCESS_STREAMING = 2;
    public static final int ACCESS_BUFFER = 3;

    public InputStream open(String name) throws IOException {
        return open(name, ACCESS_STREAMING);
    }

    public InputStream open(String name, int mode) throws IOException {
        String apk = App.text("apk", null);
        if (apk == null) {
            InputStream found = App.classLoader().getResourceAsStream("assets/" + name);
            if (found == null) {
                throw new FileNotFoundException(name);
            }
            return found;
        }
        try (ZipFile zip = new ZipFile(apk)) {
            ZipEntry entry = zip.getEntry("assets/" + name);
            if (entry == null) {
                throw new FileNotFoundException(name);
            }
            return new java.io.ByteArrayInputStream(zip.getInputStream(entry).readAllBytes());
        }
    }

    public String[] list(String directory) throws IOException {
        String prefix = "assets/" + (directory.isEmpty() ? "" : directory + "/");
        Set<String> names = new TreeSet<>();
        String file = App.text("apk", System.getProperty("java.class.path"));
        try (ZipFile zip = new ZipFile(file)) {
            zip.stream().map(ZipEntry::getName).filter(name -> name.startsWith(prefix))
                    .forEach(name -> names.add(name.substring(prefix.length()).split("/", 2)[0]));
        }
        return names.toArray(new String[0]);
    }

    @Override
    public void close() {}
}
