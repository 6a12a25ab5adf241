package android.net;

import android.app.PendingIntent;
import android.os.Handler;
import android.os.Looper;
import harness.runtime.Sys;

/** The device's networks: it has Wi-Fi. */
public class ConnectivityManager {
    public static final int TYPE_NONE = -1;
    public static final int TYPE_MOBILE = 0;
    public static final int TYPE_WIFI = 1;
    public static final String CONNECTIVITY_ACTION = "android.net.conn.CONNECTIVITY_CHANGE";

    private static void check() {
        Sys.require("android.permission.ACCESS_NETWORK_STATE",
                "ConnectivityService: Neither user nor current process has android.permission.ACCESS_NETWORK_STATE.");
    }

    public NetworkInfo getActiveNetworkInfo() {
        check();
        return new NetworkInfo(TYPE_WIFI);
    }

    public NetworkInfo getNetworkInfo(int type) {
        check();
        return type == TYPE_WIFI ? new NetworkInfo(TYPE_WIFI) : null;
    }

    public NetworkInfo[] getAllNetworkInfo() {
        check();
        return new NetworkInfo[] {new NetworkInfo(TYPE_WIFI)};
    }

    public Network getActiveNetwork() {
        check();
        return new Network();
    }

    public Network[] getAllNetworks() {
        check();
        return new Network[] {new Network()};
    }

    public NetworkCapabilities getNetworkCapabilities(Network network) {
        check();
        return network == null ? null : new NetworkCapabilities();
    }

    public LinkProperties getLinkProperties(Network network) {
        check();
        return network == null ? null : new LinkProperties();
    }

    /** Told about networks: there is one, and it stays. */
    public static class NetworkCallback {
        public void onAvailable(Network network) {}

        public void onLost(Network network) {}

        public void onCapabilitiesChanged(Network network, NetworkCapabilities capabilities) {}

        public void onLinkPropertiesChanged(Network network, LinkProperties properties) {}
    }

    private static void register(NetworkCallback callback, Handler handler) {
        check();
        handler.post(() -> {
            Network network = new Network();
            callback.onAvailable(network);
            callback.onCapabilitiesChanged(network, new NetworkCapabilities());
            callback.onLinkPropertiesChanged(network, new LinkProperties());
        });
    }

    public void registerNetworkCallback(NetworkRequest request, NetworkCallback callback) {
        register(callback, new Handler(Looper.getMainLooper()));
    }

    public void registerNetworkCallback(NetworkRequest request, NetworkCallback callback, Handler handler) {
        register(callback, handler);
    }

    public void registerNetworkCallback(NetworkRequest request, PendingIntent operation) {
        check();
        operation.deliver();
    }

    public void registerDefaultNetworkCallback(NetworkCallback callback) {
        register(callback, new Handler(Looper.getMainLooper()));
    }

    public void unregisterNetworkCallback(NetworkCallback callback) {}

    public boolean isActiveNetworkMetered() {
        return false;
    }
}
