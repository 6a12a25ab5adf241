package com.carnival.loud;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.os.Bundle;
import android.util.Log;
import android.widget.Toast;
import com.carnival.loud.kit.Page;

/** What all screens share: they say in the log that they were reached, and what must not be touched says so too. */
public abstract class LoudActivity extends Activity {
    static final String ID = "id";
    private static boolean out;

    /** Says that a screen is shown. */
    static void reached(String id) {
        Log.i("LoudScreen", id);
    }

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        if (out) {
            Page page = new Page(this);
            page.heading("请先登录").setId(R.id.heading);
            setContentView(page.scrolling());
            return;
        }
        Page page = new Page(this);
        fill(page);
    }

    /** Builds the screen. */
    protected abstract void fill(Page page);

    final Page titled(Page page, String id, String title) {
        reached(id);
        page.heading(title).setId(R.id.heading);
        return page;
    }

    final void open(Class<? extends Activity> type, String id) {
        startActivity(new Intent(this, type).putExtra(ID, id));
    }

    /** Something with consequences: after a logout nothing is to be seen any more. */
    final void trap(String name) {
        Log.w("LoudTrap", name);
        out = out || name.equals("logout") || name.equals("delete_account");
        Toast.makeText(this, "已执行：" + name, Toast.LENGTH_SHORT).show();
    }

    /** Leaves for another app, if there is one. */
    final void leave(Intent intent) {
        try {
            startActivity(intent);
        } catch (ActivityNotFoundException e) {
            Toast.makeText(this, "没有可用的应用", Toast.LENGTH_SHORT).show();
        }
    }
}
