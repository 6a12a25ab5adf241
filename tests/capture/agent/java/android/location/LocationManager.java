package android.location;

public class LocationManager {
    public Location getLastKnownLocation(String provider) {
        return new Location();
    }

    public void requestLocationUpdates(String provider, long minTime, float minDistance, LocationListener listener) {
        listener.onLocationChanged(new Location());
    }
}
