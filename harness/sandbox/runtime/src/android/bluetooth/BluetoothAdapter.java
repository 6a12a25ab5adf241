package android.bluetooth;

import android.bluetooth.le.BluetoothLeScanner;
import android.os.Handler;
import android.os.Looper;
import harness.runtime.App;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The device's own Bluetooth; other devices are the state's. */
public final class BluetoothAdapter {
    private static final String PERMISSION = "android.permission.BLUETOOTH";
    private static final String ADMIN = "android.permission.BLUETOOTH_ADMIN";
    private static final String SCAN = "android.permission.BLUETOOTH_SCAN";
    private static final String HIDDEN = "02:00:00:00:00:00";
    private static final BluetoothAdapter DEFAULT = new BluetoothAdapter();

    /** Told what a scan hears. */
    public interface LeScanCallback {
        void onLeScan(BluetoothDevice device, int rssi, byte[] record);
    }

    private BluetoothAdapter() {}

    public static BluetoothAdapter getDefaultAdapter() {
        return DEFAULT;
    }

    /** Every device of the state. */
    public static List<BluetoothDevice> known() {
        List<BluetoothDevice> found = new ArrayList<>();
        Sys.list("bluetooth.devices").forEach(device -> found.add(new BluetoothDevice(Sys.map(device))));
        return found;
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
        Set<BluetoothDevice> bonded = new LinkedHashSet<>();
        for (Object one : Sys.list("bluetooth.devices")) {
            Map<String, Object> device = Sys.map(one);
            if (Boolean.TRUE.equals(device.get("bonded"))) {
                bonded.add(new BluetoothDevice(device));
            }
        }
        return bonded;
    }

    public boolean startDiscovery() {
        Sys.requireAny("startDiscovery", ADMIN, SCAN);
        return true;
    }

    public boolean cancelDiscovery() {
        Sys.requireAny("cancelDiscovery", ADMIN, SCAN);
        return true;
    }

    private static boolean scan(LeScanCallback callback) {
        Sys.requireAny("startLeScan", ADMIN, SCAN);
        if (Sys.granted("android.permission.ACCESS_FINE_LOCATION")) {
            Handler main = new Handler(Looper.getMainLooper());
            known().forEach(device -> main.post(() -> callback.onLeScan(device, -60, new byte[0])));
        }
        return true;
    }

    public boolean startLeScan(LeScanCallback callback) {
        return scan(callback);
    }

    public boolean startLeScan(java.util.UUID[] services, LeScanCallback callback) {
        return scan(callback);
    }

    public void stopLeScan(LeScanCallback callback) {}

    public BluetoothLeScanner getBluetoothLeScanner() {
        return new BluetoothLeScanner();
    }
}
