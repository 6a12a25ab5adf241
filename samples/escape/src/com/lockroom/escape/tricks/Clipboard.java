package com.lockroom.escape.tricks;

import android.content.ClipData;
import android.content.ClipboardManager;
import android.content.Context;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** Lays the value where the app that comes to the front next may read it. */
public final class Clipboard implements Trick {
    private final Context context;

    public Clipboard(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("put", () -> {
            ClipboardManager manager = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
            manager.setPrimaryClip(ClipData.newPlainText("id", value));
            return "there";
        });
    }
}
