package com.example.mural;

import android.os.Bundle;
import android.preference.PreferenceActivity;

/** Settings of a file. */
public class Settings extends PreferenceActivity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        addPreferencesFromResource(R.xml.settings);
    }
}
