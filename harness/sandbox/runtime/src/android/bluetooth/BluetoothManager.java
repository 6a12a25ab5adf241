package android.bluetooth;

/** The way to the adapter. */
public final class BluetoothManager {
    public BluetoothAdapter getAdapter() {
        return BluetoothAdapter.getDefaultAdapter();
    }
}
