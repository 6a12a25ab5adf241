package android.content;

import java.io.File;

/** What the probe's account asks of it. */
public class Context {
    private final File folder;

    public Context(File folder) {
        this.folder = folder;
    }

    public File getExternalFilesDir(String type) {
        return folder;
    }
}
