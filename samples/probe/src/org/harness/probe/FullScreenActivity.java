package org.harness.probe;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import org.harness.probe.kit.Page;

/** A screen without the system's bars. */
public final class FullScreenActivity extends Activity {
    /** SYSTEM_UI_FLAG_FULLSCREEN, _HIDE_NAVIGATION and _IMMERSIVE_STICKY. */
    private static final int FLAGS = 4 | 2 | 4096;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.heading("PROBE FULL SCREEN");
        View view = page.scrolling();
        setContentView(view);
        try {
            View.class.getMethod("setSystemUiVisibility", int.class).invoke(view, FLAGS);
        } catch (ReflectiveOperationException none) {
            Account.line(new Json().put("problem", "no full screen: " + none));
        }
    }
}
