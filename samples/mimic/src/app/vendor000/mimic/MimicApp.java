package app.vendor000.mimic;

import android.app.Application;

/** What is done before anybody was asked. */
public final class MimicApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        Acts.run(this, "start");
    }
}
