package android.telephony;

import static android.Manifest.permission.READ_PHONE_STATE;

import android.content.Context;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;

/** The SIM cards. */
public class SubscriptionManager {
    public static SubscriptionManager from(Context context) {
        return (SubscriptionManager) context.getSystemService(Context.TELEPHONY_SUBSCRIPTION_SERVICE);
    }

    public List<SubscriptionInfo> getActiveSubscriptionInfoList() {
        List<SubscriptionInfo> list = new ArrayList<>();
        if (Sys.string("telephony.iccid", READ_PHONE_STATE) != null) {
            list.add(new SubscriptionInfo());
        }
        return list;
    }

    public int getActiveSubscriptionInfoCount() {
        return Sys.string("telephony.iccid", READ_PHONE_STATE) == null ? 0 : 1;
    }

    public SubscriptionInfo getActiveSubscriptionInfo(int subscription) {
        return Sys.string("telephony.iccid", READ_PHONE_STATE) == null || subscription != 1 ? null : new SubscriptionInfo();
    }

    public SubscriptionInfo getActiveSubscriptionInfoForSimSlotIndex(int slot) {
        return Sys.string("telephony.iccid", READ_PHONE_STATE) == null || slot != 0 ? null : new SubscriptionInfo();
    }

    public String getPhoneNumber(int subscription) {
        return Sys.string("telephony.line1", "android.permission.READ_PHONE_NUMBERS");
    }

    public String getPhoneNumber(int subscription, int source) {
        return Sys.string("telephony.line1", "android.permission.READ_PHONE_NUMBERS");
    }

    public static int getDefaultSubscriptionId() {
        return 1;
    }
}
