package android.app;

import android.accounts.AccountManager;
import android.app.admin.DevicePolicyManager;
import android.app.job.JobScheduler;
import android.app.usage.NetworkStatsManager;
import android.app.usage.UsageStatsManager;
import android.bluetooth.BluetoothManager;
import android.content.ClipboardManager;
import android.content.Context;
import android.content.pm.LauncherApps;
import android.hardware.SensorManager;
import android.hardware.SystemSensorManager;
import android.hardware.camera2.CameraManager;
import android.hardware.fingerprint.FingerprintManager;
import android.health.connect.HealthConnectManager;
import android.location.LocationManager;
import android.media.projection.MediaProjectionManager;
import android.net.ConnectivityManager;
import android.net.nsd.NsdManager;
import android.net.wifi.WifiManager;
import android.net.wifi.p2p.WifiP2pManager;
import android.net.wifi.rtt.WifiRttManager;
import android.os.BatteryManager;
import android.telecom.TelecomManager;
import android.telephony.SubscriptionManager;
import android.telephony.TelephonyManager;
import android.telephony.euicc.EuiccManager;
import android.view.LayoutInflater;
import android.view.WindowManager;
import android.view.WindowManagerImpl;
import android.view.accessibility.AccessibilityManager;
import android.view.autofill.AutofillManager;
import android.view.inputmethod.InputMethodManager;
import com.android.internal.policy.PhoneLayoutInflater;
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
        add(Context.LAYOUT_INFLATER_SERVICE, LayoutInflater.class, PhoneLayoutInflater::new);
        add(Context.LOCATION_SERVICE, LocationManager.class, context -> new LocationManager());
        add(Context.TELEPHONY_SERVICE, TelephonyManager.class, context -> new TelephonyManager());
        add(Context.TELEPHONY_SUBSCRIPTION_SERVICE, SubscriptionManager.class, context -> new SubscriptionManager());
        add(Context.WIFI_SERVICE, WifiManager.class, context -> new WifiManager());
        add("alarm", AlarmManager.class, context -> new AlarmManager());
        add("accessibility", AccessibilityManager.class, context -> new AccessibilityManager());
        add("autofill", AutofillManager.class, context -> new AutofillManager());
        add("batterymanager", BatteryManager.class, context -> new BatteryManager());
        add("camera", CameraManager.class, context -> new CameraManager());
        add("device_policy", DevicePolicyManager.class, context -> new DevicePolicyManager());
        add("download", DownloadManager.class, context -> new DownloadManager());
        add("euicc", EuiccManager.class, context -> new EuiccManager());
        add("fingerprint", FingerprintManager.class, context -> new FingerprintManager());
        add("healthconnect", HealthConnectManager.class, context -> new HealthConnectManager());
        add("input_method", InputMethodManager.class, context -> new InputMethodManager());
        add("jobscheduler", JobScheduler.class, context -> new JobSchedulerImpl());
        add("keyguard", KeyguardManager.class, context -> new KeyguardManager());
        add("launcherapps", LauncherApps.class, LauncherApps::new);
        add("media_projection", MediaProjectionManager.class, context -> new MediaProjectionManager());
        add("netstats", NetworkStatsManager.class, context -> new NetworkStatsManager());
        add("sensor", SensorManager.class, SystemSensorManager::new);
        add("servicediscovery", NsdManager.class, context -> new NsdManager());
        add("telecom", TelecomManager.class, context -> new TelecomManager());
        add("usagestats", UsageStatsManager.class, context -> new UsageStatsManager());
        add("wifip2p", WifiP2pManager.class, context -> new WifiP2pManager());
        add("wifirtt", WifiRttManager.class, context -> new WifiRttManager());
        add(Context.WINDOW_SERVICE, WindowManager.class, context -> new WindowManagerImpl());
    }

    /** Services that are shells: an app gets an object, and each of its calls is counted. */
    private static final Map<String, Class<?>> SHELLS = Map.ofEntries(
            Map.entry("appops", android.app.AppOpsManager.class), Map.entry("audio", android.media.AudioManager.class),
            Map.entry("display", android.hardware.display.DisplayManager.class),
            Map.entry("input", android.hardware.input.InputManager.class),
            Map.entry("media_router", android.media.MediaRouter.class),
            Map.entry("notification", android.app.NotificationManager.class),
            Map.entry("power", android.os.PowerManager.class), Map.entry("print", android.print.PrintManager.class),
            Map.entry("search", android.app.SearchManager.class),
            Map.entry("shortcut", android.content.pm.ShortcutManager.class),
            Map.entry("storage", android.os.storage.StorageManager.class),
            Map.entry("uimode", android.app.UiModeManager.class), Map.entry("user", android.os.UserManager.class),
            Map.entry("wallpaper", android.app.WallpaperManager.class));

    private SystemServices() {}

    private static Object shell(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static void add(String name, Class<?> type, Function<Context, Object> make) {
        SERVICES.put(name, new Service(type, make));
    }

    /** Null for a service that this device does not have, as on Android. */
    static Object byName(Context context, String name) {
        Service service = SERVICES.get(name);
        if (service == null && SHELLS.containsKey(name)) {
            return MADE.computeIfAbsent(name, key -> shell(SHELLS.get(key)));
        }
        return service == null ? null : MADE.computeIfAbsent(name, key -> service.make.apply(context));
    }

    public static <T> T byClass(Context context, Class<T> type) {
        for (Map.Entry<String, Service> entry : SERVICES.entrySet()) {
            if (entry.getValue().type == type) {
                return type.cast(context.getSystemService(entry.getKey()));
            }
        }
        for (Map.Entry<String, Class<?>> entry : SHELLS.entrySet()) {
            if (entry.getValue() == type) {
                return type.cast(context.getSystemService(entry.getKey()));
            }
        }
        return null;
    }
}
