package android.telephony;

/** Which cell the phone is in. */
public abstract class CellLocation {
    public static CellLocation getEmpty() {
        return new android.telephony.gsm.GsmCellLocation();
    }
}
