package com.lockroom.escape;

import android.app.Activity;
import android.os.Bundle;
import android.widget.TextView;

/** A screen that does nothing: which trick is tried, an address says (see {@link TrickActivity}). */
public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        TextView text = new TextView(this);
        text.setText("密室逃脱");
        setContentView(text);
    }
}
