package org.harness.stumble;

import android.app.Activity;
import android.os.Bundle;
import android.os.SystemClock;
import org.harness.stumble.kit.Page;

/** Does what goes wrong in apps, one button each. */
public class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Page page = new Page(this);
        page.text("What shall go wrong?");
        page.button("Crash", view -> {
            throw new IllegalStateException("stumbled over a stone");
        });
        page.button("Hang", view -> {
            while (true) {
                SystemClock.sleep(1000);
            }
        });
        page.button("Shout", view -> System.out.println(new String(new char[3_000_000]).replace('\0', 'a')));
        setContentView(page.scrolling());
    }
}
