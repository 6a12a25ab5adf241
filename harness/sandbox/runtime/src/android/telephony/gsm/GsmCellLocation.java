package android.telephony.gsm;

import android.telephony.CellLocation;
import harness.runtime.Sys;

/** A GSM cell. */
public class GsmCellLocation extends CellLocation {
    private int lac = -1;
    private int cid = -1;

    /** The cell of the device state; null when the persona has none. */
    public static GsmCellLocation current() {
        GsmCellLocation made = new GsmCellLocation();
        made.setLacAndCid(Sys.integer("telephony.cell.lac", -1), Sys.integer("telephony.cell.cid", -1));
        return made.cid < 0 ? null : made;
    }

    public void setLacAndCid(int lac, int cid) {
        this.lac = lac;
        this.cid = cid;
    }

    public int getLac() {
        return lac;
    }

    public int getCid() {
        return cid;
    }
}
