package com.brightbeam.lantern;

import android.app.Application;
import com.pushbay.core.PushClient;

/** Starts the push SDK with the process: before anybody was asked. */
public final class LanternApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        PushClient.register(this);
    }
}
