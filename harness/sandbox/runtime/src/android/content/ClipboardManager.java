package android.content;

import harness.runtime.Sys;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The clipboard. */
public class ClipboardManager extends android.text.ClipboardManager {
    /** Told when this app changes the clipboard. */
    public interface OnPrimaryClipChangedListener {
        void onPrimaryClipChanged();
    }

    private final List<OnPrimaryClipChangedListener> listeners = new CopyOnWriteArrayList<>();

    public ClipData getPrimaryClip() {
        Object text = Sys.call("clipboard.get");
        return text == null ? null : ClipData.newPlainText(null, text.toString());
    }

    public void setPrimaryClip(ClipData clip) {
        Sys.call("clipboard.set", "text", clip.getItemAt(0).coerceToText(null).toString());
        listeners.forEach(OnPrimaryClipChangedListener::onPrimaryClipChanged);
    }

    public boolean hasPrimaryClip() {
        return Sys.call("clipboard.get") != null;
    }

    public ClipDescription getPrimaryClipDescription() {
        return hasPrimaryClip() ? new ClipDescription(null, new String[] {ClipDescription.MIMETYPE_TEXT_PLAIN}) : null;
    }

    public void addPrimaryClipChangedListener(OnPrimaryClipChangedListener listener) {
        listeners.add(listener);
    }

    public void removePrimaryClipChangedListener(OnPrimaryClipChangedListener listener) {
        listeners.remove(listener);
    }

    @Override
    public CharSequence getText() {
        Object text = Sys.call("clipboard.get");
        return text == null ? null : text.toString();
    }

    @Override
    public void setText(CharSequence text) {
        setPrimaryClip(ClipData.newPlainText(null, text));
    }

    @Override
    public boolean hasText() {
        return Sys.call("clipboard.get") != null;
    }
}
