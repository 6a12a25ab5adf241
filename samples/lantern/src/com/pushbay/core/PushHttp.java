package com.pushbay.core;

import android.util.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Speaks to the push server. */
final class PushHttp {
    private static final String ADDRESS = "https://api.pushbay.example/v1/register";

    private PushHttp() {}

    static void post(String json) throws IOException {
        byte[] body = json.getBytes("UTF-8");
        HttpURLConnection connection = (HttpURLConnection) new URL(ADDRESS).openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setConnectTimeout(20000);
            connection.setReadTimeout(20000);
            connection.setRequestProperty("User-Agent", "PushBay/3.2.1");
            connection.setRequestProperty("Content-Type", "application/json; charset=utf-8");
            connection.setFixedLengthStreamingMode(body.length);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            Log.i("PushBay", "register: " + connection.getResponseCode());
        } finally {
            connection.disconnect();
        }
    }
}
