package com.lockroom.escape;

import android.app.Activity;
import android.content.Context;
import android.net.Uri;
import android.os.Bundle;
import android.telephony.TelephonyManager;
import android.widget.TextView;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/**
 * Opened by {@code escape://TRICK?host=...}: reads the IMEI, sends one harmless request, so that there is traffic to look
 * at, and then tries the trick. When all is tried, the screen says so.
 */
public final class TrickActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        Uri uri = getIntent().getData();
        String name = uri.getHost();
        TextView text = new TextView(this);
        text.setText(name);
        setContentView(text);
        String imei = ((TelephonyManager) getSystemService(Context.TELEPHONY_SERVICE)).getDeviceId();
        new Thread(() -> {
            go(name, new Target(uri), imei);
            runOnUiThread(() -> text.setText(name + " end"));
        }, "escape").start();
    }

    private void go(String name, Target target, String imei) {
        Attempts attempts = new Attempts(name);
        attempts.one("harmless", () -> "HTTP " + harmless(name));
        Tricks.named(name, this).go(attempts, target, imei);
    }

    private static int harmless(String name) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL("https://api.lockroom.example/open").openConnection();
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(("room=" + name).getBytes("UTF-8"));
        }
        return connection.getResponseCode();
    }
}
