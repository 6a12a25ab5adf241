package org.harness.oaid;

/**
 * The binder interfaces of the vendors' identifier services: which method has which transaction code, what it takes and
 * what it gives. Codes count from 1 in the order of the methods, as AIDL numbers them.
 *
 * Plain Java, without Android: what a transaction answers is decided here and tested on any JVM.
 */
public final class Contract {
    /** Huawei HMS. */
    public static final Contract HUAWEI = new Contract("com.uodis.opendevice.aidl.OpenDeviceIdentifierService",
            "getOaid()", "isOaidTrackLimited()");
    /** The Mobile Security Alliance's own service. */
    public static final Contract MSA = new Contract("com.bun.lib.MsaIdInterface",
            "isSupported()", "isDataArrived()", "getOAID()", "getVAID()", "getAAID()", "shutDown()");
    /** Samsung. */
    public static final Contract SAMSUNG = new Contract("com.samsung.android.deviceidservice.IDeviceIdService",
            "getOAID()", "getVAID(package)", "getAAID(package)");
    /** OPPO, realme, OnePlus. */
    public static final Contract HEYTAP = new Contract("com.heytap.openid.IOpenID", "getSerID(package,sign,type)");
    /** The same phones since ColorOS 13. */
    public static final Contract OPLUS = new Contract("com.oplus.stdid.IStdID", "getSerID(package,sign,type)");
    /** ASUS. */
    public static final Contract ASUS = new Contract("com.asus.msa.SupplementaryDID.IDidAidlInterface",
            "isSupport()", "getUDID()", "getOAID()", "getVAID()", "getAAID()");
    /** Lenovo and Motorola. */
    public static final Contract ZUI = new Contract("com.zui.deviceidservice.IDeviceidInterface",
            "getOAID()", "getUDID()", "isSupport()", "getVAID(package)", "getAAID(package)",
            "createAAIDForPackageName(package)");
    /** Coolpad. */
    public static final Contract COOLPAD = new Contract("com.coolpad.deviceidsupport.IDeviceIdManager",
            "getUDID(package)", "getOAID(package)", "getVAID(package)", "getAAID(package)", "getIMEI(package)",
            "isCoolOs()", "getCoolOsVersion()");
    /** Freeme OS. */
    public static final Contract FREEME = new Contract("com.android.creator.IdsSupplier",
            "isSupported()", "getUDID(package)", "getOAID()", "getVAID()", "getAAID(package)");
    /** 360 and Qiku. */
    public static final Contract QIKU = new Contract("com.qiku.id.IOAIDInterface",
            "isSupported()", "getUDID()", "getOAID()", "getVAID()", "getAAID()", "shutDown()", "resetOAID()",
            "limitReadOAID()");

    /** The name that a caller writes first into every transaction. */
    public final String descriptor;
    private final String[] methods;

    private Contract(String descriptor, String... methods) {
        this.descriptor = descriptor;
        this.methods = methods;
    }

    /** Whether the interface has a method of this transaction code. */
    public boolean knows(int code) {
        return code >= 1 && code <= methods.length;
    }

    /** How many strings a caller writes for this code. */
    public int arguments(int code) {
        String inside = methods[code - 1].substring(methods[code - 1].indexOf('(') + 1, methods[code - 1].length() - 1);
        return inside.isEmpty() ? 0 : inside.split(",").length;
    }

    /**
     * What the method of this code answers: a String (null when there is no such identifier), a Boolean, or
     * {@link #NOTHING} for a method without result.
     */
    public Object answer(int code, String[] arguments, Values values) {
        String method = methods[code - 1];
        switch (method.substring(0, method.indexOf('('))) {
            case "getOaid":
            case "getOAID":
                return values.oaid;
            case "getVAID":
                return values.vaid;
            case "getAAID":
            case "createAAIDForPackageName":
                return values.aaid;
            case "getSerID":
                return serial(arguments[2], values);
            case "isSupport":
            case "isSupported":
            case "isDataArrived":
                return values.oaid != null;
            case "isOaidTrackLimited":
            case "limitReadOAID":
            case "isCoolOs":
                return false;
            case "shutDown":
            case "resetOAID":
                return NOTHING;
            default: // UDID and IMEI: phones have answered apps with nothing since Android 10
                return null;
        }
    }

    /** HeyTap asks for one of four identifiers by a word. */
    private static String serial(String type, Values values) {
        if ("OUID".equals(type)) {
            return values.oaid;
        }
        if ("DUID".equals(type)) {
            return values.vaid;
        }
        return "AUID".equals(type) ? values.aaid : null;
    }

    /** The answer of a method without result. */
    public static final Object NOTHING = new Object();
}
