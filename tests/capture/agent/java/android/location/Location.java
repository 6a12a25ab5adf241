package android.location;

public class Location {
    public String getProvider() {
        return "gps";
    }

    public double getLatitude() {
        return 39.904211;
    }

    public double getLongitude() {
        return 116.407395;
    }
}
