package android.telephony;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;
import static android.Manifest.permission.READ_PHONE_NUMBERS;
import static android.Manifest.permission.READ_PHONE_STATE;
import static android.Manifest.permission.READ_SMS;

import android.content.Context;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;

/**
 * The phone. Identifiers are guarded by READ_PHONE_STATE at every API level: the sandbox is the kind of device on
 * which an app that asks gets an answer, so that what it does with it can be seen.
 */
public class TelephonyManager {
    public static final int PHONE_TYPE_NONE = 0;
    public static final int PHONE_TYPE_GSM = 1;
    public static final int PHONE_TYPE_CDMA = 2;
    public static final int SIM_STATE_ABSENT = 1;
    public static final int SIM_STATE_READY = 5;
    public static final int NETWORK_TYPE_UNKNOWN = 0;
    public static final int NETWORK_TYPE_LTE = 13;
    public static final int DATA_CONNECTED = 2;
    public static final int CALL_STATE_IDLE = 0;

    public static TelephonyManager from(Context context) {
        return (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
    }

    private static String slot(int slot) {
        return slot == 0 ? "telephony.imei" : "telephony.imei2";
    }

    public String getDeviceId() {
        return Sys.string("telephony.imei", READ_PHONE_STATE);
    }

    public String getDeviceId(int slot) {
        return Sys.string(slot(slot), READ_PHONE_STATE);
    }

    public String getImei() {
        return Sys.string("telephony.imei", READ_PHONE_STATE);
    }

    public String getImei(int slot) {
        return Sys.string(slot(slot), READ_PHONE_STATE);
    }

    public String getMeid() {
        return Sys.string("telephony.meid", READ_PHONE_STATE);
    }

    public String getMeid(int slot) {
        return Sys.string("telephony.meid", READ_PHONE_STATE);
    }

    public String getSubscriberId() {
        return Sys.string("telephony.imsi", READ_PHONE_STATE);
    }

    public String getSimSerialNumber() {
        return Sys.string("telephony.iccid", READ_PHONE_STATE);
    }

    public String getLine1Number() {
        return Sys.string("telephony.line1", READ_PHONE_STATE, READ_SMS, READ_PHONE_NUMBERS);
    }

    public String getVoiceMailNumber() {
        return Sys.string("telephony.voice_mail", READ_PHONE_STATE);
    }

    public String getDeviceSoftwareVersion() {
        return Sys.string("telephony.software_version", READ_PHONE_STATE);
    }

    public String getNetworkOperator() {
        return Sys.string("telephony.operator");
    }

    public String getNetworkOperatorName() {
        return Sys.string("telephony.operator_name");
    }

    public String getNetworkCountryIso() {
        return Sys.string("telephony.country");
    }

    public String getSimOperator() {
        return Sys.string("telephony.sim_operator");
    }

    public String getSimOperatorName() {
        return Sys.string("telephony.sim_operator_name");
    }

    public String getSimCountryIso() {
        return Sys.string("telephony.country");
    }

    public int getNetworkType() {
        return Sys.integer("telephony.network_type", NETWORK_TYPE_LTE);
    }

    public int getDataNetworkType() {
        return Sys.integer("telephony.network_type", NETWORK_TYPE_LTE, READ_PHONE_STATE);
    }

    public int getPhoneType() {
        return PHONE_TYPE_GSM;
    }

    public int getSimState() {
        return Sys.string("telephony.sim_operator") == null ? SIM_STATE_ABSENT : SIM_STATE_READY;
    }

    public int getPhoneCount() {
        return Sys.string("telephony.imei2") == null ? 1 : 2;
    }

    public int getDataState() {
        return DATA_CONNECTED;
    }

    public int getCallState() {
        return CALL_STATE_IDLE;
    }

    public boolean isNetworkRoaming() {
        return false;
    }

    public CellLocation getCellLocation() {
        Sys.get("telephony.cell.cid", null, ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION);
        return android.telephony.gsm.GsmCellLocation.current();
    }

    public List<CellInfo> getAllCellInfo() {
        Sys.get("telephony.cell.cid", null, ACCESS_FINE_LOCATION);
        return new ArrayList<>();
    }
}
