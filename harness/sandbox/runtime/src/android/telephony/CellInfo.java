package android.telephony;

import android.os.Parcelable;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cell that the phone hears. */
public abstract class CellInfo implements Parcelable {
    public static final int UNAVAILABLE = Integer.MAX_VALUE;
    public static final long UNAVAILABLE_LONG = Long.MAX_VALUE;

    private final boolean registered;

    CellInfo(boolean registered) {
        this.registered = registered;
    }

    public boolean isRegistered() {
        return registered;
    }

    public long getTimeStamp() {
        return android.os.SystemClock.elapsedRealtimeNanos();
    }

    public abstract CellIdentity getCellIdentity();

    /** The cell that the phone is in, then its neighbours, as the device state has them. */
    static List<CellInfo> all() {
        List<CellInfo> found = new ArrayList<>();
        Map<String, Object> own = Sys.map(Sys.get("telephony.cell", null));
        if (own.get("cid") != null) {
            found.add(of(true, own));
        }
        for (Object cell : Sys.list("telephony.neighbours")) {
            found.add(of(false, Sys.map(cell)));
        }
        return found;
    }

    private static CellInfo of(boolean registered, Map<String, Object> cell) {
        return switch (String.valueOf(cell.get("type"))) {
            case "gsm" -> new CellInfoGsm(registered, cell);
            case "wcdma" -> new CellInfoWcdma(registered, cell);
            case "nr" -> new CellInfoNr(registered, cell);
            default -> new CellInfoLte(registered, cell);
        };
    }
}
