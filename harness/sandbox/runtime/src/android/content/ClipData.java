package android.content;

import android.net.Uri;
import android.os.Parcelable;
import java.util.ArrayList;
import java.util.List;

/** What is on the clipboard. */
public class ClipData implements Parcelable {
    /** One thing on the clipboard. */
    public static class Item {
        private final CharSequence text;
        private final Uri uri;

        public Item(CharSequence text) {
            this.text = text;
            this.uri = null;
        }

        public Item(Uri uri) {
            this.text = null;
            this.uri = uri;
        }

        public CharSequence getText() {
            return text;
        }

        public Uri getUri() {
            return uri;
        }

        public CharSequence coerceToText(Context context) {
            return text != null ? text : uri != null ? uri.toString() : "";
        }
    }

    private final ClipDescription description;
    private final List<Item> items = new ArrayList<>();

    public ClipData(CharSequence label, String[] mimeTypes, Item item) {
        description = new ClipDescription(label, mimeTypes);
        items.add(item);
    }

    public static ClipData newPlainText(CharSequence label, CharSequence text) {
        return new ClipData(label, new String[] {ClipDescription.MIMETYPE_TEXT_PLAIN}, new Item(text));
    }

    public ClipDescription getDescription() {
        return description;
    }

    public void addItem(Item item) {
        items.add(item);
    }

    public int getItemCount() {
        return items.size();
    }

    public Item getItemAt(int index) {
        return items.get(index);
    }
}
