package android.app;

import android.accounts.AccountManager;
import android.bluetooth.BluetoothManager;
import android.content.ClipboardManager;
import android.content.Context;
import android.location.LocationManager;
import android.net.ConnectivityManager;
import android.net.wifi.WifiManager;
import android.telephony.SubscriptionManager;
import android.telephony.TelephonyManager;
import android.view.LayoutInflater;
import android.view.WindowManager;
import android.view.WindowManagerImpl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Every system service by its name: one line each. */
public final class SystemServices {
    private record Service(Class<?> type, Function<Context, Object> make) {}

    private static final Map<String, Service> SERVICES = new LinkedHashMap<>();
    private static final Map<String, Object> MADE = new ConcurrentHashMap<>();

    static {
        add(Context.ACCOUNT_SERVICE, AccountManager.class, context -> new AccountManager());
        add(Context.ACTIVITY_SERVICE, ActivityManager.class, context -> new ActivityManager());
        add(Context.BLUETOOTH_SERVICE, BluetoothManager.class, context -> new BluetoothManager());
        add(Context.CLIPBOARD_SERVICE, ClipboardManager.class, context -> new ClipboardManager());
        add(Context.CONNECTIVITY_SERVICE, ConnectivityManager.class, context -> new ConnectivityManager());
        add(Context.LAYOUT_INFLATER_SERVICE, LayoutInflater.class, LayoutInflater::new);
        add(Context.LOCATION_SERVICE, LocationManager.class, context -> new LocationManager());
        add(Context.TELEPHONY_SERVICE, TelephonyManager.class, context -> new TelephonyManager());
        add(Context.TELEPHONY_SUBSCRIPTION_SERVICE, SubscriptionManager.class, context -> new SubscriptionManager());
        add(Context.WIFI_SERVICE, WifiManager.class, context -> new WifiManager());
        add(Context.WINDOW_SERVICE, WindowManager.class, context -> new WindowManagerImpl());
    }

    private SystemServices() {}

    private static void add(String name, Class<?> type, Function<Context, Object> make) {
        SERVICES.put(name, new Service(type, make));
    }

    /** Null for a service that this device does not have, as on Android. */
    static Object byName(Context context, String name) {
        Service service = SERVICES.get(name);
        return service == null ? null : MADE.computeIfAbsent(name, key -> service.make.apply(context));
    }

    public static <T> T byClass(Context context, Class<T> type) {
        for (Map.Entry<String, Service> entry : SERVICES.entrySet()) {
            if (entry.getValue().type == type) {
                return type.cast(context.getSystemService(entry.getKey()));
            }
        }
        return null;
    }
}
