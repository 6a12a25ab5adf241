package android.content;

import android.os.Parcelable;

/** What kind of thing is on the clipboard. */
public class ClipDescription implements Parcelable {
    public static final String MIMETYPE_TEXT_PLAIN = "text/plain";

    private final CharSequence label;
    private final String[] mimeTypes;

    public ClipDescription(CharSequence label, String[] mimeTypes) {
        this.label = label;
        this.mimeTypes = mimeTypes.clone();
    }

    public CharSequence getLabel() {
        return label;
    }

    public int getMimeTypeCount() {
        return mimeTypes.length;
    }

    public String getMimeType(int index) {
        return mimeTypes[index];
    }

    public boolean hasMimeType(String type) {
        return java.util.Arrays.asList(mimeTypes).contains(type);
    }
}
