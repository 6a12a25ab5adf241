package org.harness.probe;

import android.app.Application;
import android.content.Context;
import java.io.FileInputStream;

/** In every process: the account begins, and some calls are made before {@code onCreate}. */
public final class ProbeApp extends Application {
    /** What can be called of a context that has no application object yet. */
    private static final String[] EARLY = {
        "settings.secure.android_id", "sysprop.ro.serialno", "build.getSerial", "pm.getInstalledPackages", "tm.getImei",
        "tm.getSubscriberId", "wifiinfo.getSSID", "digest.digest", "base64.encodeToString", "locale.getDefault",
        "uuid.randomUUID", "file.proc.cpuinfo", "cipher.doFinal", "uri.contacts",
    };

    @Override
    protected void attachBaseContext(Context base) {
        super.attachBaseContext(base);
        String process = process();
        Account.open(base, process);
        ownWebData(process);
        early(base, "attach");
    }

    static void early(Context context, String from) {
        for (String row : Calls.ALL) {
            for (String point : EARLY) {
                if (row.startsWith(point + "||")) {
                    Caller.call(row, context, from);
                }
            }
        }
    }

    /** Since Android 9 two processes may not share one folder of web views (WebView.setDataDirectorySuffix). */
    private static void ownWebData(String process) {
        if (process.indexOf(':') < 0) {
            return;
        }
        try {
            Class<?> view = Class.forName("android.webkit.WebView");
            view.getMethod("setDataDirectorySuffix", String.class).invoke(null, process.substring(process.indexOf(':') + 1));
        } catch (ReflectiveOperationException older) {
            // nothing to be set
        }
    }

    /** This process's name as the kernel has it. */
    private static String process() {
        byte[] name = new byte[256];
        try (FileInputStream in = new FileInputStream("/proc/self/cmdline")) {
            int size = 0, n = in.read(name);
            for (; size < n && name[size] != 0; size++) {}
            String found = new String(name, 0, Math.max(size, 0), "US-ASCII");
            return found.startsWith("org.harness.probe") ? found : android.os.Process.myPid() + "";
        } catch (java.io.IOException unknown) {
            return android.os.Process.myPid() + "";
        }
    }
}
