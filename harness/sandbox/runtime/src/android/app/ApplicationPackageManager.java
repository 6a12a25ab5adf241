package android.app;

import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.ActivityInfo;
import android.content.pm.ApplicationInfo;
import android.content.pm.ComponentInfo;
import android.content.pm.FeatureInfo;
import android.content.pm.InstallSourceInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageInstaller;
import android.content.pm.PackageManager;
import android.content.pm.ProviderInfo;
import android.content.pm.ResolveInfo;
import android.content.pm.ServiceInfo;
import harness.runtime.App;
import harness.runtime.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The class behind every PackageManager, on Android and here: hooks of the package list sit here. */
public class ApplicationPackageManager extends PackageManager {
    private static final int FLAG_INSTALLED = 1 << 23;

    private static List<Map<String, Object>> all() {
        List<Map<String, Object>> packages = new ArrayList<>();
        for (Object one : (List<?>) Sys.call("packages.list")) {
            packages.add(Sys.map(one));
        }
        return packages;
    }

    /** The system answers NameNotFoundException for a package that is not there. */
    private static Map<String, Object> one(String packageName) throws NameNotFoundException {
        return Sys.map(Sys.call("packages.get", "package", packageName));
    }

    private static long number(Map<String, Object> from, String key) {
        return from.get(key) instanceof Number number ? number.longValue() : 0;
    }

    private static ApplicationInfo application(Map<String, Object> from) {
        ApplicationInfo info = new ApplicationInfo();
        info.packageName = String.valueOf(from.get("package"));
        info.processName = info.packageName;
        info.nonLocalizedLabel = from.get("label") == null ? info.packageName : from.get("label").toString();
        info.flags = FLAG_INSTALLED | (Boolean.TRUE.equals(from.get("system")) ? ApplicationInfo.FLAG_SYSTEM : 0);
        info.dataDir = "/data/user/0/" + info.packageName;
        info.sourceDir = "/data/app/" + info.packageName + "/base.apk";
        info.publicSourceDir = info.sourceDir;
        if (info.packageName.equals(App.packageName())) {
            info.className = App.text("application", null);
            info.targetSdkVersion = App.targetSdk();
            info.dataDir = App.dataDir();
            info.uid = android.os.Process.myUid();
            info.metaData = Declared.data(Declared.APPLICATION, "");
        }
        return info;
    }

    static ApplicationInfo ownApplication() {
        return application(Map.of("package", App.packageName(), "label", App.text("label", App.packageName())));
    }

    private static PackageInfo info(Map<String, Object> from, int flags) {
        PackageInfo info = new PackageInfo();
        info.packageName = String.valueOf(from.get("package"));
        info.versionName = from.get("version_name") == null ? null : from.get("version_name").toString();
        info.versionCode = (int) number(from, "version_code");
        info.firstInstallTime = number(from, "first_install_ms");
        info.lastUpdateTime = number(from, "last_update_ms");
        info.applicationInfo = application(from);
        if ((flags & GET_PERMISSIONS) != 0 && from.get("requested_permissions") instanceof List<?> permissions) {
            info.requestedPermissions = permissions.stream().map(String::valueOf).toArray(String[]::new);
        }
        return info;
    }

    @Override
    public PackageInfo getPackageInfo(String packageName, int flags) throws NameNotFoundException {
        return info(one(packageName), flags);
    }

    @Override
    public ApplicationInfo getApplicationInfo(String packageName, int flags) throws NameNotFoundException {
        return application(one(packageName));
    }

    @Override
    public List<PackageInfo> getInstalledPackages(int flags) {
        List<PackageInfo> found = new ArrayList<>();
        all().forEach(one -> found.add(info(one, flags)));
        return found;
    }

    /** Hidden on Android: the same for one user, and there is one. */
    public List<PackageInfo> getInstalledPackagesAsUser(int flags, int user) {
        List<PackageInfo> found = new ArrayList<>();
        all().forEach(one -> found.add(info(one, flags)));
        return found;
    }

    @Override
    public List<ApplicationInfo> getInstalledApplications(int flags) {
        List<ApplicationInfo> found = new ArrayList<>();
        all().forEach(one -> found.add(application(one)));
        return found;
    }

    @Override
    public List<ResolveInfo> queryIntentActivities(Intent intent, int flags) {
        return matching(intent);
    }

    /** Launcher activities of every package; any other intent finds the app's own activities only. */
    private static List<ResolveInfo> matching(Intent intent) {
        List<ResolveInfo> found = new ArrayList<>();
        if (intent.getComponent() != null) {
            if (App.strings("activities").contains(intent.getComponent().getClassName())) {
                found.add(resolved(ownApplication(), intent.getComponent().getClassName()));
            }
        } else if (Intent.ACTION_MAIN.equals(intent.getAction())) {
            for (Map<String, Object> one : all()) {
                ApplicationInfo application = application(one);
                if (intent.getPackage() == null || intent.getPackage().equals(application.packageName)) {
                    found.add(resolved(application, application.packageName + ".MainActivity"));
                }
            }
        }
        return found;
    }

    private static ResolveInfo resolved(ApplicationInfo application, String className) {
        ResolveInfo info = new ResolveInfo();
        info.activityInfo = new ActivityInfo();
        info.activityInfo.applicationInfo = application;
        info.activityInfo.packageName = application.packageName;
        info.activityInfo.nonLocalizedLabel = application.nonLocalizedLabel;
        info.activityInfo.name = className;
        return info;
    }

    @Override
    public ResolveInfo resolveActivity(Intent intent, int flags) {
        List<ResolveInfo> found = matching(intent);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public Intent getLaunchIntentForPackage(String packageName) {
        try {
            one(packageName);
            return new Intent(Intent.ACTION_MAIN).addCategory(Intent.CATEGORY_LAUNCHER).setPackage(packageName);
        } catch (NameNotFoundException e) {
            return null;
        }
    }

    @Override
    public CharSequence getApplicationLabel(ApplicationInfo info) {
        return info.loadLabel(this);
    }

    @Override
    public int checkPermission(String permission, String packageName) {
        return packageName.equals(App.packageName()) && Sys.granted(permission) ? PERMISSION_GRANTED : PERMISSION_DENIED;
    }

    @Override
    public boolean hasSystemFeature(String name) {
        return FEATURE_TELEPHONY.equals(name);
    }

    @Override
    public String getInstallerPackageName(String packageName) {
        return null;
    }

    @Override
    public int getComponentEnabledSetting(ComponentName component) {
        return 0;
    }

    @Override
    public String[] getPackagesForUid(int uid) {
        return uid == android.os.Process.myUid() ? new String[] {App.packageName()} : null;
    }

    @Override
    public String getNameForUid(int uid) {
        return uid == android.os.Process.myUid() ? App.packageName() : null;
    }

    @Override
    public InstallSourceInfo getInstallSourceInfo(String packageName) throws NameNotFoundException {
        one(packageName);
        return InstallSourceInfo.unknown();
    }

    /** Nobody's components are known but activities. */
    @Override
    public List<ResolveInfo> queryIntentServices(Intent intent, int flags) {
        return new ArrayList<>();
    }

    @Override
    public List<ResolveInfo> queryBroadcastReceivers(Intent intent, int flags) {
        return new ArrayList<>();
    }

    @Override
    public List<ResolveInfo> queryIntentContentProviders(Intent intent, int flags) {
        return new ArrayList<>();
    }

    @Override
    public List<PackageInfo> getPackagesHoldingPermissions(String[] permissions, int flags) {
        List<PackageInfo> found = new ArrayList<>();
        for (Map<String, Object> one : all()) {
            if (one.get("requested_permissions") instanceof List<?> asked && List.of(permissions).stream().anyMatch(asked::contains)) {
                found.add(info(one, flags));
            }
        }
        return found;
    }

    @Override
    public FeatureInfo[] getSystemAvailableFeatures() {
        FeatureInfo phone = new FeatureInfo();
        phone.name = FEATURE_TELEPHONY;
        return new FeatureInfo[] {phone};
    }

    @Override
    public PackageInstaller getPackageInstaller() {
        return new PackageInstaller();
    }

    /** An activity of the app's own, as its manifest has it. */
    public ActivityInfo getActivityInfo(ComponentName component, int flags) throws NameNotFoundException {
        ActivityInfo info = declared(new ActivityInfo(), "activity", component, flags);
        info.theme = Declared.theme(info.name);
        return info;
    }

    public ServiceInfo getServiceInfo(ComponentName component, int flags) throws NameNotFoundException {
        return declared(new ServiceInfo(), "service", component, flags);
    }

    public ActivityInfo getReceiverInfo(ComponentName component, int flags) throws NameNotFoundException {
        return declared(new ActivityInfo(), "receiver", component, flags);
    }

    public ProviderInfo getProviderInfo(ComponentName component, int flags) throws NameNotFoundException {
        ProviderInfo info = declared(new ProviderInfo(), "provider", component, flags);
        info.authority = Declared.authorities(info.name);
        return info;
    }

    /** A provider of the app's own; those of the system are none of a package here. */
    public ProviderInfo resolveContentProvider(String authority, int flags) {
        String name = Declared.provider(authority);
        try {
            return name == null ? null : getProviderInfo(new ComponentName(App.packageName(), name), flags);
        } catch (NameNotFoundException e) {
            return null;
        }
    }

    private static <T extends ComponentInfo> T declared(T info, String kind, ComponentName component, int flags) throws NameNotFoundException {
        info.packageName = component.getPackageName();
        info.name = component.getClassName();
        if (!App.packageName().equals(info.packageName) || !Declared.has(kind, info.name)) {
            throw new NameNotFoundException(component.toString());
        }
        info.applicationInfo = ownApplication();
        if ((flags & GET_META_DATA) != 0 && Declared.hasData(kind, info.name)) {
            info.metaData = Declared.data(kind, info.name);
        }
        return info;
    }
}
