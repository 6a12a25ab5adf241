package android.database;

import android.net.Uri;
import android.os.Handler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Told when content changes; here, when the app itself says so through ContentResolver.notifyChange. */
public abstract class ContentObserver {
    private record Interest(Uri uri, boolean descendants) {}

    private static final Map<ContentObserver, Interest> REGISTERED = new ConcurrentHashMap<>();

    private final Handler handler;

    public ContentObserver(Handler handler) {
        this.handler = handler;
    }

    public void onChange(boolean self) {}

    public void onChange(boolean self, Uri uri) {
        onChange(self);
    }

    public static void register(Uri uri, boolean descendants, ContentObserver observer) {
        REGISTERED.put(observer, new Interest(uri, descendants));
    }

    public static void unregister(ContentObserver observer) {
        REGISTERED.remove(observer);
    }

    public static void changed(Uri uri) {
        REGISTERED.forEach((observer, interest) -> {
            boolean below = interest.descendants && uri.toString().startsWith(interest.uri + "/");
            if (interest.uri.equals(uri) || below) {
                if (observer.handler == null) {
                    observer.onChange(false, uri);
                } else {
                    observer.handler.post(() -> observer.onChange(false, uri));
                }
            }
        });
    }
}
