package android.net.wifi;

import android.os.Parcelable;

/** A Wi-Fi that the device hears. */
public class ScanResult implements Parcelable {
    public String SSID;
    public String BSSID;
    public String capabilities = "[WPA2-PSK-CCMP][ESS]";
    public int level;
    public int frequency = 5180;

    public WifiSsid getWifiSsid() {
        return SSID == null ? null : new WifiSsid(SSID);
    }
}
