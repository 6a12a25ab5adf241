package org.harness.probe;

import android.app.Activity;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.widget.TextView;
import org.harness.probe.kit.Page;

/** A screen that never stands still. */
public final class AnimatedActivity extends Activity {
    private final Handler handler = new Handler(Looper.getMainLooper());
    private TextView moving;
    private int turn;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("PROBE ANIMATION");
        moving = page.text("");
        setContentView(page.plain());
    }

    @Override
    protected void onResume() {
        super.onResume();
        turn();
    }

    @Override
    protected void onPause() {
        handler.removeCallbacksAndMessages(null);
        super.onPause();
    }

    private void turn() {
        moving.setText("frame " + turn++);
        handler.postDelayed(this::turn, 33);
    }
}
