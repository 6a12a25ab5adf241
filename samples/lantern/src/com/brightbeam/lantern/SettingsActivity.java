package com.brightbeam.lantern;

import android.app.Activity;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.widget.LinearLayout;
import android.widget.Switch;

/** Two switches. */
public final class SettingsActivity extends Activity {
    private SharedPreferences settings;
    private LinearLayout list;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        settings = getSharedPreferences("lantern", MODE_PRIVATE);
        list = new LinearLayout(this);
        list.setOrientation(LinearLayout.VERTICAL);
        list.setPadding(48, 48, 48, 48);
        addSwitch("启动时打开手电筒", "auto_on");
        addSwitch("按键声音", "sound");
        setContentView(list);
    }

    private void addSwitch(String text, String key) {
        Switch line = new Switch(this);
        line.setText(text);
        line.setChecked(settings.getBoolean(key, false));
        line.setOnCheckedChangeListener((button, on) -> settings.edit().putBoolean(key, on).apply());
        list.addView(line);
    }
}
