package android.telephony;

import android.os.Parcelable;

/** A cell that the phone hears. */
public abstract class CellInfo implements Parcelable {}
