package android.bluetooth;

import android.os.Parcelable;

/** Another device; the sandbox knows none. */
public final class BluetoothDevice implements Parcelable {
    private BluetoothDevice() {}
}
