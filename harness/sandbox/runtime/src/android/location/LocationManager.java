package android.location;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;

import android.app.PendingIntent;
import android.os.CancellationSignal;
import android.os.Handler;
import android.os.Looper;
import harness.runtime.App;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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

    public void getCurrentLocation(String provider, CancellationSignal cancel, Executor executor, Consumer<Location> consumer) {
        Location location = read(provider);
        executor.execute(() -> consumer.accept(location));
    }

    private static void fine(String call) {
        Sys.requireAny(call, ACCESS_FINE_LOCATION);
    }

    private static Handler main() {
        return new Handler(Looper.getMainLooper());
    }

    /** One sentence a request: the persona's place, as a receiver says it. */
    private static boolean nmea(Executor executor, OnNmeaMessageListener listener) {
        fine("addNmeaListener");
        Location location = read(GPS_PROVIDER);
        if (location != null) {
            executor.execute(() -> listener.onNmeaMessage(Nmea.sentence(location), System.currentTimeMillis()));
        }
        return true;
    }

    public boolean addNmeaListener(OnNmeaMessageListener listener) {
        return nmea(main()::post, listener);
    }

    public boolean addNmeaListener(OnNmeaMessageListener listener, Handler handler) {
        return nmea((handler == null ? main() : handler)::post, listener);
    }

    public boolean addNmeaListener(Executor executor, OnNmeaMessageListener listener) {
        return nmea(executor, listener);
    }

    public boolean registerGnssStatusCallback(GnssStatus.Callback callback) {
        return registered(callback, main()::post);
    }

    public boolean registerGnssStatusCallback(GnssStatus.Callback callback, Handler handler) {
        return registered(callback, (handler == null ? main() : handler)::post);
    }

    public boolean registerGnssStatusCallback(Executor executor, GnssStatus.Callback callback) {
        return registered(callback, executor);
    }

    private static boolean registered(GnssStatus.Callback callback, Executor executor) {
        fine("registerGnssStatusCallback");
        executor.execute(callback::onStarted);
        return true;
    }

    public boolean registerGnssMeasurementsCallback(GnssMeasurementsEvent.Callback callback) {
        return unmeasured(callback, main()::post);
    }

    public boolean registerGnssMeasurementsCallback(GnssMeasurementsEvent.Callback callback, Handler handler) {
        return unmeasured(callback, (handler == null ? main() : handler)::post);
    }

    public boolean registerGnssMeasurementsCallback(Executor executor, GnssMeasurementsEvent.Callback callback) {
        return unmeasured(callback, executor);
    }

    private static boolean unmeasured(GnssMeasurementsEvent.Callback callback, Executor executor) {
        fine("registerGnssMeasurementsCallback");
        executor.execute(() -> callback.onStatusChanged(GnssMeasurementsEvent.Callback.STATUS_NOT_SUPPORTED));
        return true;
    }

    /** Apps for Android 12 and later may not use it; others hear that the receiver runs. */
    public boolean addGpsStatusListener(GpsStatus.Listener listener) {
        if (App.targetSdk() >= 31) {
            throw new UnsupportedOperationException("GpsStatus APIs not supported, please use GnssStatus APIs instead");
        }
        fine("addGpsStatusListener");
        main().post(() -> listener.onGpsStatusChanged(GpsStatus.GPS_EVENT_STARTED));
        return true;
    }

    /** The device does not move: an alert comes at once or never. */
    public void addProximityAlert(double latitude, double longitude, float radius, long expiration, PendingIntent intent) {
        Location centre = new Location("");
        centre.setLatitude(latitude);
        centre.setLongitude(longitude);
        Location here = read(PASSIVE_PROVIDER);
        if (here != null && here.distanceTo(centre) <= radius) {
            intent.deliver();
        }
    }

    public void removeProximityAlert(PendingIntent intent) {}

    public void requestFlush(String provider, LocationListener listener, int code) {
        if (!updates.containsKey(listener)) {
            throw new IllegalArgumentException("unregistered listener cannot be flushed");
        }
        updates.get(listener).handler.post(() -> listener.onFlushComplete(code));
    }

    public String getGnssHardwareModelName() {
        return Sys.string("location.hardware");
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
