package android.net.wifi;

import static android.Manifest.permission.ACCESS_FINE_LOCATION;

import android.net.TransportInfo;
import android.os.Parcelable;
import harness.runtime.App;
import harness.runtime.Sys;

/** The connection to the Wi-Fi. */
public class WifiInfo implements TransportInfo, Parcelable {
    private static final String HIDDEN = "02:00:00:00:00:00";

    WifiInfo() {}

    /** The connection, for those who hold the network's capabilities. */
    public static WifiInfo current() {
        return new WifiInfo();
    }

    /** The real address up to Android 5; a constant since. */
    public String getMacAddress() {
        return App.apiLevel() >= 23 ? HIDDEN : Sys.string("wifi.mac");
    }

    /** Names of networks tell where the device is: they need the permission for that. */
    private static boolean visible() {
        return App.apiLevel() < 27 || Sys.granted(ACCESS_FINE_LOCATION);
    }

    public String getSSID() {
        String name = visible() ? Sys.string("wifi.ssid") : null;
        return name == null ? "<unknown ssid>" : "\"" + name + "\"";
    }

    public String getBSSID() {
        return visible() ? Sys.string("wifi.bssid") : HIDDEN;
    }

    /** Lowest byte first. */
    public int getIpAddress() {
        String text = Sys.string("wifi.ip");
        int address = 0;
        String[] parts = text == null ? new String[0] : text.split("\\.");
        for (int i = 0; i < parts.length; i++) {
            address |= Integer.parseInt(parts[i]) << 8 * i;
        }
        return address;
    }

    public int getRssi() {
        return -55;
    }

    public int getLinkSpeed() {
        return 433;
    }

    public int getNetworkId() {
        return visible() ? 0 : -1;
    }

    public boolean getHiddenSSID() {
        return false;
    }
}
