package android.location;

/** Wishes for a provider. */
public class Criteria {
    public static final int ACCURACY_FINE = 1;
    public static final int ACCURACY_COARSE = 2;

    private int accuracy;

    public void setAccuracy(int accuracy) {
        this.accuracy = accuracy;
    }

    public int getAccuracy() {
        return accuracy;
    }

    public void setPowerRequirement(int level) {}

    public void setAltitudeRequired(boolean required) {}
}
