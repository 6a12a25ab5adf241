package android.net;

import android.os.Parcelable;

/** The state of a network. */
public class NetworkInfo implements Parcelable {
    /** Coarse state. */
    public enum State {
        CONNECTING,
        CONNECTED,
        SUSPENDED,
        DISCONNECTING,
        DISCONNECTED,
        UNKNOWN
    }

    private final int type;

    NetworkInfo(int type) {
        this.type = type;
    }

    public int getType() {
        return type;
    }

    public int getSubtype() {
        return 0;
    }

    public String getTypeName() {
        return type == ConnectivityManager.TYPE_WIFI ? "WIFI" : "MOBILE";
    }

    public String getSubtypeName() {
        return "";
    }

    public String getExtraInfo() {
        return null;
    }

    public boolean isConnected() {
        return true;
    }

    public boolean isConnectedOrConnecting() {
        return true;
    }

    public boolean isAvailable() {
        return true;
    }

    public boolean isRoaming() {
        return false;
    }

    public State getState() {
        return State.CONNECTED;
    }
}
