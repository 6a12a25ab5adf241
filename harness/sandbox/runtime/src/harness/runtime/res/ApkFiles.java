package harness.runtime.res;

import harness.runtime.App;
import java.io.IOException;
import java.io.InputStream;

/** Files of the app's APK, which the translated jar carries under their names, and its table of resources. */
public final class ApkFiles {
    private static final int MOST_BYTES = 64 << 20;
    private static volatile ResTable table;
    private static volatile boolean read;

    private ApkFiles() {}

    /** Null when there is no such file, or it is too large. */
    public static byte[] bytes(String name) {
        try (InputStream in = App.classLoader().getResourceAsStream(name)) {
            if (in == null) {
                return null;
            }
            byte[] data = in.readNBytes(MOST_BYTES + 1);
            return data.length > MOST_BYTES ? null : data;
        } catch (IOException e) {
            return null;
        }
    }

    /** The app's resources, read when they are first asked for; null for an app without, or whose table is damaged. */
    public static ResTable table() {
        if (!read) {
            synchronized (ApkFiles.class) {
                if (!read) {
                    table = load();
                    read = true;
                }
            }
        }
        return table;
    }

    private static ResTable load() {
        byte[] file = bytes("resources.arsc");
        if (file == null) {
            return null;
        }
        try {
            String language = System.getProperty("user.language", "zh");
            return new ResTable(file, language, System.getProperty("user.country", ""), App.apiLevel());
        } catch (IndexOutOfBoundsException e) {
            harness.runtime.Sys.tell("log", "priority", 5, "tag", "ResourceType", "message", "resources.arsc is damaged: " + e.getMessage());
            return null;
        }
    }

    /** A compiled XML file; null when there is none, or it is damaged at its head. */
    public static XmlParser xml(String name) {
        byte[] file = bytes(name);
        try {
            return file == null ? null : new XmlParser(file, table());
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }
}
