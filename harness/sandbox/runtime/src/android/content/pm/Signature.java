package android.content.pm;

import android.os.Parcelable;

/** A signing certificate. */
public class Signature implements Parcelable {
    private final byte[] bytes;

    public Signature(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }
}
