package android.content.pm;

import android.content.ComponentName;
import android.content.Intent;
import java.util.List;

/** Knows the installed packages. */
public abstract class PackageManager {
    public static final int PERMISSION_GRANTED = 0;
    public static final int PERMISSION_DENIED = -1;
    public static final int GET_ACTIVITIES = 1;
    public static final int GET_META_DATA = 128;
    public static final int GET_PERMISSIONS = 4096;
    public static final int GET_SIGNATURES = 64;
    public static final int MATCH_DEFAULT_ONLY = 65536;
    public static final String FEATURE_CAMERA = "android.hardware.camera";
    public static final String FEATURE_CAMERA_FLASH = "android.hardware.camera.flash";
    public static final String FEATURE_TELEPHONY = "android.hardware.telephony";

    /** No such package. */
    public static class NameNotFoundException extends android.util.AndroidException {
        public NameNotFoundException() {}

        public NameNotFoundException(String name) {
            super(name);
        }
    }

    public abstract PackageInfo getPackageInfo(String packageName, int flags) throws NameNotFoundException;

    public abstract ApplicationInfo getApplicationInfo(String packageName, int flags) throws NameNotFoundException;

    public abstract List<PackageInfo> getInstalledPackages(int flags);

    public abstract List<ApplicationInfo> getInstalledApplications(int flags);

    public abstract List<ResolveInfo> queryIntentActivities(Intent intent, int flags);

    public abstract ResolveInfo resolveActivity(Intent intent, int flags);

    public abstract Intent getLaunchIntentForPackage(String packageName);

    public abstract CharSequence getApplicationLabel(ApplicationInfo info);

    public abstract int checkPermission(String permission, String packageName);

    public abstract boolean hasSystemFeature(String name);

    public abstract String getInstallerPackageName(String packageName);

    public abstract int getComponentEnabledSetting(ComponentName component);

    public abstract String[] getPackagesForUid(int uid);

    public abstract String getNameForUid(int uid);

    public abstract InstallSourceInfo getInstallSourceInfo(String packageName) throws NameNotFoundException;

    public abstract List<ResolveInfo> queryIntentServices(Intent intent, int flags);

    public abstract List<ResolveInfo> queryBroadcastReceivers(Intent intent, int flags);

    public abstract List<ResolveInfo> queryIntentContentProviders(Intent intent, int flags);

    public abstract List<PackageInfo> getPackagesHoldingPermissions(String[] permissions, int flags);

    public abstract FeatureInfo[] getSystemAvailableFeatures();

    public abstract PackageInstaller getPackageInstaller();

    /** Hidden on Android: every way to ask for permissions goes through it. */
    public Intent buildRequestPermissionsIntent(String[] permissions) {
        if (permissions == null || permissions.length == 0) {
            throw new IllegalArgumentException("permission cannot be null or empty");
        }
        return new Intent("android.content.pm.action.REQUEST_PERMISSIONS")
                .putExtra("android.content.pm.extra.REQUEST_PERMISSIONS_NAMES", permissions)
                .setPackage("com.android.permissioncontroller");
    }
}
