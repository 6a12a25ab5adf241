package android.telephony;

/** A double with the shapes that the agent must leave alone. */
public class TelephonyManager {
    private final RuntimeException denied = new SecurityException("getImei: not allowed");
    private final String number = new String("13800138000");
    static {
        System.setProperty("telephony.initialised", "yes");
    }

    public String getDeviceId() {
        return getDeviceId(0);
    }

    public String getDeviceId(int slot) {
        return "86000000000000" + slot;
    }

    public String getImei(int slot) {
        throw denied;
    }

    public Throwable denied() {
        return denied;
    }

    public String getLine1Number() {
        return number;
    }

    public String number() {
        return number;
    }

    public String getSimSerialNumber() {
        return null;
    }

    /** Calls another hooked method. */
    public String getSubscriberId() {
        return "46000" + getSimOperator();
    }

    public String getSimOperator() {
        return "46001";
    }
}
