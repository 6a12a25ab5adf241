package android.bluetooth;

import harness.runtime.App;
import harness.runtime.Sys;
import java.util.HashSet;
import java.util.Set;

/** The device's own Bluetooth; nothing is paired. */
public final class BluetoothAdapter {
    private static final String PERMISSION = "android.permission.BLUETOOTH";
    private static final String HIDDEN = "02:00:00:00:00:00";
    private static final BluetoothAdapter DEFAULT = new BluetoothAdapter();

    private BluetoothAdapter() {}

    public static BluetoothAdapter getDefaultAdapter() {
        return DEFAULT;
    }

    /** The real address up to Android 5; a constant since. */
    public String getAddress() {
        Sys.require(PERMISSION, "Need BLUETOOTH permission");
        return App.apiLevel() >= 23 ? HIDDEN : Sys.string("bluetooth.mac");
    }

    public String getName() {
        Sys.require(PERMISSION, "Need BLUETOOTH permission");
        return Sys.string("bluetooth.name");
    }

    public boolean isEnabled() {
        Sys.require(PERMISSION, "Need BLUETOOTH permission");
        return true;
    }

    public Set<BluetoothDevice> getBondedDevices() {
        Sys.require(PERMISSION, "Need BLUETOOTH permission");
        return new HashSet<>();
    }
}
