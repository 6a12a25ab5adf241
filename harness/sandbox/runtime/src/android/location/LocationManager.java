package android.location;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;

import android.os.Handler;
import android.os.Looper;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the device is: the persona's place, at once and then as often as asked. */
public class LocationManager {
    public static final String GPS_PROVIDER = "gps";
    public static final String NETWORK_PROVIDER = "network";
    public static final String PASSIVE_PROVIDER = "passive";

    private record Updates(Handler handler, Runnable work) {}

    private final Map<LocationListener, Updates> updates = new ConcurrentHashMap<>();

    /** GPS needs the fine permission, everything else one of the two; null when the state has no place. */
    private static Location read(String provider) {
        String[] permissions = GPS_PROVIDER.equals(provider)
                ? new String[] {ACCESS_FINE_LOCATION}
                : new String[] {ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION};
        Map<String, Object> place = Sys.map(Sys.get("location", null, permissions));
        if (!(place.get("latitude") instanceof Number latitude) || !(place.get("longitude") instanceof Number longitude)) {
            return null;
        }
        Location location = new Location(provider);
        location.setLatitude(latitude.doubleValue());
        location.setLongitude(longitude.doubleValue());
        if (place.get("altitude") instanceof Number altitude) {
            location.setAltitude(altitude.doubleValue());
        }
        if (place.get("accuracy") instanceof Number accuracy) {
            location.setAccuracy(accuracy.floatValue());
        }
        location.setTime(System.currentTimeMillis());
        return location;
    }

    public Location getLastKnownLocation(String provider) {
        return read(provider);
    }

    public void requestLocationUpdates(String provider, long minTime, float minDistance, LocationListener listener) {
        start(provider, minTime, listener, Looper.myLooper());
    }

    public void requestLocationUpdates(String provider, long minTime, float minDistance, LocationListener listener, Looper looper) {
        start(provider, minTime, listener, looper);
    }

    public void requestSingleUpdate(String provider, LocationListener listener, Looper looper) {
        Location location = read(provider);
        new Handler(looper == null ? Looper.myLooper() : looper).post(() -> deliver(listener, location));
    }

    private void start(String provider, long minTime, LocationListener listener, Looper looper) {
        read(provider);
        removeUpdates(listener);
        Handler handler = new Handler(looper == null ? Looper.myLooper() : looper);
        Runnable work = new Runnable() {
            @Override
            public void run() {
                if (updates.containsKey(listener)) {
                    handler.postDelayed(this, Math.max(1000, minTime));
                    deliver(listener, read(provider));
                }
            }
        };
        updates.put(listener, new Updates(handler, work));
        handler.post(work);
    }

    private static void deliver(LocationListener listener, Location location) {
        if (location != null) {
            listener.onLocationChanged(location);
        }
    }

    public void removeUpdates(LocationListener listener) {
        Updates running = updates.remove(listener);
        if (running != null) {
            running.handler.removeCallbacks(running.work);
        }
    }

    public List<String> getAllProviders() {
        return new ArrayList<>(List.of(PASSIVE_PROVIDER, NETWORK_PROVIDER, GPS_PROVIDER));
    }

    public List<String> getProviders(boolean enabledOnly) {
        return getAllProviders();
    }

    public List<String> getProviders(Criteria criteria, boolean enabledOnly) {
        return getAllProviders();
    }

    public String getBestProvider(Criteria criteria, boolean enabledOnly) {
        return criteria.getAccuracy() == Criteria.ACCURACY_COARSE ? NETWORK_PROVIDER : GPS_PROVIDER;
    }

    public boolean isProviderEnabled(String provider) {
        return getAllProviders().contains(provider);
    }

    public boolean isLocationEnabled() {
        return true;
    }
}
