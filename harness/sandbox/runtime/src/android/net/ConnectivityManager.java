package android.net;

import harness.runtime.Sys;

/** The device's networks: it has Wi-Fi. */
public class ConnectivityManager {
    public static final int TYPE_NONE = -1;
    public static final int TYPE_MOBILE = 0;
    public static final int TYPE_WIFI = 1;
    public static final String CONNECTIVITY_ACTION = "android.net.conn.CONNECTIVITY_CHANGE";

    public NetworkInfo getActiveNetworkInfo() {
        Sys.require("android.permission.ACCESS_NETWORK_STATE",
                "ConnectivityService: Neither user nor current process has android.permission.ACCESS_NETWORK_STATE.");
        return new NetworkInfo(TYPE_WIFI);
    }

    public NetworkInfo getNetworkInfo(int type) {
        return type == TYPE_WIFI ? getActiveNetworkInfo() : null;
    }

    public NetworkInfo[] getAllNetworkInfo() {
        return new NetworkInfo[] {getActiveNetworkInfo()};
    }

    public boolean isActiveNetworkMetered() {
        return false;
    }
}
