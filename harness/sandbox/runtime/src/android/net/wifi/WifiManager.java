package android.net.wifi;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;

import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;

/** The Wi-Fi. */
public class WifiManager {
    private static final String PERMISSION = "android.permission.ACCESS_WIFI_STATE";
    public static final int WIFI_STATE_ENABLED = 3;
    public static final String SCAN_RESULTS_AVAILABLE_ACTION = "android.net.wifi.SCAN_RESULTS";

    public WifiInfo getConnectionInfo() {
        Sys.require(PERMISSION, "WifiService: Neither user nor current process has " + PERMISSION + ".");
        return new WifiInfo();
    }

    /** What the device hears is the network that it is in. */
    public List<ScanResult> getScanResults() {
        Sys.require(PERMISSION, "WifiService: Neither user nor current process has " + PERMISSION + ".");
        List<ScanResult> list = new ArrayList<>();
        ScanResult own = new ScanResult();
        own.SSID = Sys.string("wifi.ssid", ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION);
        own.BSSID = Sys.string("wifi.bssid");
        own.level = -55;
        if (own.BSSID != null) {
            list.add(own);
        }
        return list;
    }

    public boolean isWifiEnabled() {
        return true;
    }

    public int getWifiState() {
        return WIFI_STATE_ENABLED;
    }

    public boolean startScan() {
        return true;
    }
}
