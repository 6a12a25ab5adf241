package agent;

import android.app.Activity;
import android.content.BroadcastReceiver;
import android.content.ContentResolver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.location.LocationListener;
import android.location.LocationManager;
import android.net.Uri;
import android.provider.Settings;
import java.io.FileInputStream;
import java.security.MessageDigest;
import java.util.TimeZone;

/**
 * One call through each family of hooks, from dex code, as an app makes it: the code is new to the runtime, so that its
 * interpreter runs it. Each in a class of its own, for a class that names something that is not there may be refused
 * whole. The objects given are such as have never been constructed; the originals refuse the calls at once.
 */
public final class Calls {
    private Calls() {}

    static final String MARK = "harness.canary";

    public static final class Method {
        public static void run(Object self) {
            TimeZone.getDefault();
        }
    }

    public static final class Constructor {
        public static void run(Object self) throws Exception {
            new FileInputStream((String) null).close();
        }
    }

    public static final class Secure {
        public static void run(Object self) {
            Settings.Secure.getString((ContentResolver) self, "android_id");
        }
    }

    public static final class Query {
        public static void run(Object self) {
            ((ContentResolver) self).query((Uri) null, null, null, null, null);
        }
    }

    public static final class Listen {
        public static void run(Object self) {
            ((LocationManager) self).requestLocationUpdates((String) null, 0L, 0f, (LocationListener) null);
        }
    }

    public static final class Digest {
        public static void run(Object self) throws Exception {
            MessageDigest.getInstance("SHA-256").digest(new byte[8]);
        }
    }

    public static final class Exec {
        public static void run(Object self) throws Exception {
            Runtime.getRuntime().exec("");
        }
    }

    public static final class Start {
        public static void run(Object self) {
            ((Context) self).startService(new Intent(MARK));
        }
    }

    public static final class Bind {
        public static void run(Object self) {
            ((Context) self).bindService(new Intent(MARK), null, 0);
        }
    }

    public static final class Receive {
        public static void run(Object self) {
            ((Context) self).registerReceiver((BroadcastReceiver) null, new IntentFilter(MARK));
        }
    }

    public static final class Ask {
        public static void run(Object self) {
            ((Activity) self).requestPermissions(null, -1);
        }
    }
}
