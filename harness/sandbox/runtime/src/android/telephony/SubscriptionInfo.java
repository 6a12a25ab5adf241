package android.telephony;

import android.os.Parcelable;
import harness.runtime.Sys;

/** One SIM card. */
public class SubscriptionInfo implements Parcelable {
    SubscriptionInfo() {}

    public int getSubscriptionId() {
        return 1;
    }

    public int getSimSlotIndex() {
        return 0;
    }

    public String getIccId() {
        return Sys.string("telephony.iccid");
    }

    public String getNumber() {
        return Sys.string("telephony.line1");
    }

    public CharSequence getCarrierName() {
        return Sys.string("telephony.sim_operator_name");
    }

    public CharSequence getDisplayName() {
        return Sys.string("telephony.sim_operator_name");
    }

    public int getCardId() {
        return 0;
    }
}
