package org.harness.flinch;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;

/** What an undisturbed user sees. */
public class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        TextView text = new TextView(this);
        text.setText("Nobody is looking.");
        setContentView(text);
    }
}
