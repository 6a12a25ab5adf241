package android.telephony;

import static android.Manifest.permission.ACCESS_COARSE_LOCATION;
import static android.Manifest.permission.ACCESS_FINE_LOCATION;
import static android.Manifest.permission.READ_PHONE_NUMBERS;
import static android.Manifest.permission.READ_PHONE_STATE;
import static android.Manifest.permission.READ_SMS;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

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

    public String getLine1Number(int subscription) {
        return Sys.string("telephony.line1", READ_PHONE_STATE, READ_SMS, READ_PHONE_NUMBERS);
    }

    public String getMsisdn() {
        return Sys.string("telephony.line1", READ_PHONE_STATE, READ_PHONE_NUMBERS);
    }

    public String getMsisdn(int subscription) {
        return Sys.string("telephony.line1", READ_PHONE_STATE, READ_PHONE_NUMBERS);
    }

    public String getLine1AlphaTag() {
        return Sys.string("telephony.line1_name", READ_PHONE_STATE);
    }

    /** The type is the first eight digits of the number. */
    private static String type(String number) {
        return number == null || number.length() < 8 ? null : number.substring(0, 8);
    }

    public String getTypeAllocationCode() {
        return type(Sys.string("telephony.imei"));
    }

    public String getTypeAllocationCode(int slot) {
        return type(Sys.string(slot(slot)));
    }

    public String getManufacturerCode() {
        return type(Sys.string("telephony.meid"));
    }

    public String getManufacturerCode(int slot) {
        return type(Sys.string("telephony.meid"));
    }

    public String getPrimaryImei() {
        return Sys.string("telephony.imei", READ_PHONE_STATE);
    }

    public String getNai() {
        return Sys.string("telephony.nai", READ_PHONE_STATE);
    }

    public String getSubscriberId(int subscription) {
        return Sys.string("telephony.imsi", READ_PHONE_STATE);
    }

    public String getSimSerialNumber(int subscription) {
        return Sys.string("telephony.iccid", READ_PHONE_STATE);
    }

    public String getGroupIdLevel1() {
        return Sys.string("telephony.group_id", READ_PHONE_STATE);
    }

    /** Only carriers' own apps may ask the SIM card; without its key there is no answer in any case. */
    public String getIccAuthentication(int application, int kind, String data) {
        Sys.requireAny("getIccAuthentication", READ_PHONE_STATE);
        return null;
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

    public String getSimOperator(int subscription) {
        return Sys.string("telephony.sim_operator");
    }

    public String getNetworkOperator(int subscription) {
        return Sys.string("telephony.operator");
    }

    public String getNetworkCountryIso(int slot) {
        return Sys.string("telephony.country");
    }

    public int getSimState(int slot) {
        return slot == 0 && Sys.string("telephony.sim_operator") != null ? SIM_STATE_READY : SIM_STATE_ABSENT;
    }

    public int getSimCarrierId() {
        return Sys.integer("telephony.carrier_id", -1);
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
        Sys.requireAny("getAllCellInfo", ACCESS_FINE_LOCATION);
        return CellInfo.all();
    }

    public List<NeighboringCellInfo> getNeighboringCellInfo() {
        Sys.requireAny("getNeighboringCellInfo", ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION);
        List<NeighboringCellInfo> found = new ArrayList<>();
        Sys.list("telephony.neighbours").forEach(cell -> found.add(new NeighboringCellInfo(Sys.map(cell))));
        return found;
    }

    /** Told about cells once. */
    public abstract static class CellInfoCallback {
        public abstract void onCellInfo(List<CellInfo> cells);

        public void onError(int code, Throwable detail) {
            onCellInfo(new ArrayList<>());
        }
    }

    public void requestCellInfoUpdate(Executor executor, CellInfoCallback callback) {
        Sys.requireAny("requestCellInfoUpdate", ACCESS_FINE_LOCATION);
        executor.execute(() -> callback.onCellInfo(CellInfo.all()));
    }

    public NetworkScan requestNetworkScan(NetworkScanRequest request, Executor executor, TelephonyScanManager.NetworkScanCallback callback) {
        Sys.requireAny("requestNetworkScan", ACCESS_FINE_LOCATION);
        executor.execute(() -> {
            callback.onResults(CellInfo.all());
            callback.onComplete();
        });
        return new NetworkScan();
    }

    public ServiceState getServiceState() {
        Sys.requireAny("getServiceState", READ_PHONE_STATE, ACCESS_COARSE_LOCATION);
        return new ServiceState();
    }

    public SignalStrength getSignalStrength() {
        return new SignalStrength();
    }

    /** The present state is told at once and never changes. */
    public void listen(PhoneStateListener listener, int events) {
        Handler handler = new Handler(Looper.myLooper() == null ? Looper.getMainLooper() : Looper.myLooper());
        if ((events & (PhoneStateListener.LISTEN_CELL_LOCATION | PhoneStateListener.LISTEN_CELL_INFO)) != 0) {
            Sys.requireAny("listen", ACCESS_FINE_LOCATION);
        }
        if ((events & PhoneStateListener.LISTEN_CELL_LOCATION) != 0) {
            handler.post(() -> listener.onCellLocationChanged(android.telephony.gsm.GsmCellLocation.current()));
        }
        if ((events & PhoneStateListener.LISTEN_CELL_INFO) != 0) {
            handler.post(() -> listener.onCellInfoChanged(CellInfo.all()));
        }
        if ((events & PhoneStateListener.LISTEN_SIGNAL_STRENGTHS) != 0) {
            handler.post(() -> listener.onSignalStrengthsChanged(new SignalStrength()));
        }
    }

    public void registerTelephonyCallback(Executor executor, TelephonyCallback callback) {
        if (callback instanceof TelephonyCallback.CellInfoListener || callback instanceof TelephonyCallback.CellLocationListener) {
            Sys.requireAny("registerTelephonyCallback", ACCESS_FINE_LOCATION);
        }
        if (callback instanceof TelephonyCallback.CellInfoListener listener) {
            executor.execute(() -> listener.onCellInfoChanged(CellInfo.all()));
        }
        if (callback instanceof TelephonyCallback.CellLocationListener listener) {
            executor.execute(() -> listener.onCellLocationChanged(android.telephony.gsm.GsmCellLocation.current()));
        }
    }

    public List<UiccCardInfo> getUiccCardsInfo() {
        Sys.requireAny("getUiccCardsInfo", READ_PHONE_STATE, "android.permission.READ_PRIVILEGED_PHONE_STATE");
        return Sys.string("telephony.iccid") == null ? new ArrayList<>() : List.of(new UiccCardInfo());
    }
}
