package android.location;

import android.os.Bundle;
import android.os.Parcelable;

/** A place at a time. */
public class Location implements Parcelable {
    private String provider;
    private double latitude;
    private double longitude;
    private double altitude;
    private float accuracy;
    private float speed;
    private float bearing;
    private long time;
    private Bundle extras;

    public Location(String provider) {
        this.provider = provider;
    }

    public Location(Location from) {
        set(from);
    }

    public void set(Location from) {
        provider = from.provider;
        latitude = from.latitude;
        longitude = from.longitude;
        altitude = from.altitude;
        accuracy = from.accuracy;
        speed = from.speed;
        bearing = from.bearing;
        time = from.time;
    }

    public String getProvider() {
        return provider;
    }

    public void setProvider(String provider) {
        this.provider = provider;
    }

    public double getLatitude() {
        return latitude;
    }

    public void setLatitude(double latitude) {
        this.latitude = latitude;
    }

    public double getLongitude() {
        return longitude;
    }

    public void setLongitude(double longitude) {
        this.longitude = longitude;
    }

    public double getAltitude() {
        return altitude;
    }

    public void setAltitude(double altitude) {
        this.altitude = altitude;
    }

    public boolean hasAltitude() {
        return altitude != 0;
    }

    public float getAccuracy() {
        return accuracy;
    }

    public void setAccuracy(float accuracy) {
        this.accuracy = accuracy;
    }

    public boolean hasAccuracy() {
        return accuracy > 0;
    }

    public float getSpeed() {
        return speed;
    }

    public void setSpeed(float speed) {
        this.speed = speed;
    }

    public float getBearing() {
        return bearing;
    }

    public void setBearing(float bearing) {
        this.bearing = bearing;
    }

    public long getTime() {
        return time;
    }

    public void setTime(long time) {
        this.time = time;
    }

    public Bundle getExtras() {
        return extras;
    }

    public void setExtras(Bundle extras) {
        this.extras = extras;
    }

    public boolean isFromMockProvider() {
        return false;
    }

    public float distanceTo(Location other) {
        double earth = 6371008.8;
        double fromLatitude = Math.toRadians(latitude);
        double toLatitude = Math.toRadians(other.latitude);
        double north = Math.sin((toLatitude - fromLatitude) / 2);
        double east = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
        double square = north * north + Math.cos(fromLatitude) * Math.cos(toLatitude) * east * east;
        return (float) (2 * earth * Math.asin(Math.sqrt(square)));
    }

    @Override
    public String toString() {
        return "Location[" + provider + " " + latitude + "," + longitude + " hAcc=" + accuracy + "]";
    }
}
