package android.content.res;

import android.util.DisplayMetrics;

/** Resources of the app. The sandbox does not read resources.arsc: apps that need it find nothing under their ids. */
public class Resources {
    /** There is no such resource. */
    public static class NotFoundException extends RuntimeException {
        public NotFoundException() {}

        public NotFoundException(String message) {
            super(message);
        }
    }

    private final DisplayMetrics metrics = new DisplayMetrics();
    private final Configuration configuration = new Configuration();

    public DisplayMetrics getDisplayMetrics() {
        return metrics;
    }

    public Configuration getConfiguration() {
        return configuration;
    }

    public String getString(int id) throws NotFoundException {
        throw missing(id);
    }

    public CharSequence getText(int id) throws NotFoundException {
        throw missing(id);
    }

    public int getColor(int id) throws NotFoundException {
        throw missing(id);
    }

    public int getIdentifier(String name, String type, String packageName) {
        return 0;
    }

    public static NotFoundException missing(int id) {
        return new NotFoundException("Resource ID #0x" + Integer.toHexString(id));
    }
}
