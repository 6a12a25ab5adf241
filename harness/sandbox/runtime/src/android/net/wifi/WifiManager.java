package android.net.wifi;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;

import android.net.DhcpInfo;
import harness.runtime.App;
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
        Sys.requireAny("startScan", "android.permission.CHANGE_WIFI_STATE");
        return true;
    }

    /** Since Android 10 apps are told of none. */
    public List<WifiConfiguration> getConfiguredNetworks() {
        Sys.require(PERMISSION, "WifiService: Neither user nor current process has " + PERMISSION + ".");
        List<WifiConfiguration> list = new ArrayList<>();
        String name = Sys.string("wifi.ssid", ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION);
        if (name != null && (App.apiLevel() < 29 || App.targetSdk() < 29)) {
            WifiConfiguration own = new WifiConfiguration();
            own.networkId = 0;
            own.SSID = '"' + name + '"';
            list.add(own);
        }
        return list;
    }

    public DhcpInfo getDhcpInfo() {
        DhcpInfo info = new DhcpInfo();
        String own = Sys.string("wifi.ip");
        if (own != null) {
            String[] parts = own.split("\\.");
            int network = Integer.parseInt(parts[0]) | Integer.parseInt(parts[1]) << 8 | Integer.parseInt(parts[2]) << 16;
            info.ipAddress = network | Integer.parseInt(parts[3]) << 24;
            info.gateway = network | 1 << 24;
            info.dns1 = info.gateway;
            info.serverAddress = info.gateway;
            info.netmask = 0x00ffffff;
            info.leaseDuration = 86400;
        }
        return info;
    }
}
