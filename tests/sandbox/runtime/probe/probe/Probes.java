package probe;

import android.content.ClipData;
import android.content.ClipboardManager;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.content.pm.PackageManager.NameNotFoundException;
import android.database.Cursor;
import android.location.LocationManager;
import android.net.Uri;
import android.net.wifi.WifiManager;
import android.os.AsyncTask;
import android.os.Build;
import android.os.Handler;
import android.os.HandlerThread;
import android.os.Looper;
import android.os.Process;
import android.telephony.TelephonyManager;
import android.util.Base64;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** One thing tried a method. */
public final class Probes {
    private Probes() {}

    private static TelephonyManager phone(Context context) {
        return (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
    }

    public static Object service(Context context) {
        Intent own = new Intent(context, ProbeService.class).putExtra("what", "go");
        boolean before = context.stopService(own);
        Object started = context.startService(own);
        context.startForegroundService(own);
        Object other = context.startService(new Intent().setClassName("com.other", "com.other.Service"));
        return before + " " + started + " " + other + " " + context.stopService(own);
    }

    public static Object imei(Context context) {
        return phone(context).getDeviceId() + " " + phone(context).getImei(1) + " " + phone(context).getMeid();
    }

    public static Object build(Context context) {
        return Build.MODEL + " " + Build.VERSION.SDK_INT + " " + Build.VERSION.RELEASE;
    }

    public static Object base64(Context context) {
        byte[] data = new byte[100];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 37);
        }
        StringBuilder out = new StringBuilder();
        for (int length : new int[] {0, 1, 2, 3, 56, 57, 58, 100}) {
            for (int flags = 0; flags < 16; flags++) {
                String text = Base64.encodeToString(data, 0, length, flags);
                byte[] back = Base64.decode(text, flags);
                out.append(text.replace("\r", "R").replace("\n", "N")).append(back.length == length ? ";" : "!");
            }
        }
        return out;
    }

    public static Object badBase64(Context context) {
        return Base64.decode("QQ=", Base64.DEFAULT);
    }

    public static Object json(Context context) throws JSONException {
        JSONObject read = new JSONObject("{\"a\": [1, 2.5, \"x\\u4f60\\n\", null, {}], 'b': true, c: 9007199254740993, /* x */ \"d\": \"12\"}");
        JSONArray array = read.getJSONArray("a");
        return read + " " + array.getInt(0) + " " + array.isNull(3) + " " + read.getInt("d") + " " + read.optString("z", "none")
                + " " + JSONObject.quote("</a>\"");
    }

    public static Object badJson(Context context) throws JSONException {
        return new JSONObject("{\"a\": ");
    }

    public static Object unknownPackage(Context context) throws NameNotFoundException {
        return context.getPackageManager().getPackageInfo("no.such", 0);
    }

    public static Object packages(Context context) {
        return context.getPackageManager().getInstalledApplications(0).get(1).loadLabel(context.getPackageManager());
    }

    public static Object noActivity(Context context) {
        context.startActivity(new Intent(Intent.ACTION_VIEW, Uri.parse("https://a.example/")));
        return null;
    }

    public static Object cursor(Context context) {
        Cursor cursor = context.getContentResolver().query(Uri.parse("content://sms"), null, null, null, null);
        String before = cursor.getPosition() + " " + cursor.getCount() + " " + cursor.moveToNext();
        String row = cursor.getString(cursor.getColumnIndexOrThrow("address")) + " " + cursor.getLong(2) + " " + cursor.getInt(0);
        return cursor.getClass().getName() + " " + before + " " + row + " " + cursor.moveToNext() + " " + cursor.isAfterLast();
    }

    public static Object cursorOutside(Context context) {
        return context.getContentResolver().query(Uri.parse("content://sms"), null, null, null, null).getString(0);
    }

    public static Object wifi(Context context) {
        WifiManager wifi = (WifiManager) context.getSystemService(Context.WIFI_SERVICE);
        return wifi.getConnectionInfo().getMacAddress() + " " + Integer.toHexString(wifi.getConnectionInfo().getIpAddress());
    }

    public static Object clipboard(Context context) {
        ClipboardManager board = context.getSystemService(ClipboardManager.class);
        board.setPrimaryClip(ClipData.newPlainText("x", "secret"));
        return board.getPrimaryClip().getItemAt(0).getText();
    }

    public static Object preferences(Context context) {
        SharedPreferences settings = context.getSharedPreferences("p", Context.MODE_PRIVATE);
        settings.edit().putString("s", "a<b>&\"é\n").putInt("i", -1).putLong("l", 1L << 40).putFloat("f", 1.5f)
                .putBoolean("b", true).putStringSet("set", Collections.singleton("one")).commit();
        return settings.getAll();
    }

    public static Object uri(Context context) {
        Uri uri = Uri.parse("content://sms/inbox/7?a=b%20c&d=e+f#top");
        return uri.getAuthority() + " " + uri.getPathSegments() + " " + uri.getQueryParameter("a") + " "
                + uri.getQueryParameter("d") + " " + uri.getFragment() + " "
                + uri.buildUpon().appendPath("x y").appendQueryParameter("g", "h/i").build();
    }

    public static Object order(Context context) throws InterruptedException {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        HandlerThread thread = new HandlerThread("probe");
        thread.start();
        Handler handler = new Handler(thread.getLooper());
        CountDownLatch done = new CountDownLatch(1);
        handler.postDelayed(done::countDown, 150);
        handler.postDelayed(() -> seen.add("c"), 100);
        handler.post(() -> seen.add("a"));
        handler.post(() -> seen.add("b"));
        Runnable never = () -> seen.add("never");
        handler.postDelayed(never, 50);
        handler.removeCallbacks(never);
        done.await(5, TimeUnit.SECONDS);
        thread.quit();
        thread.join(5000);
        return seen + " " + thread.isAlive();
    }

    public static Object location(Context context) {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        manager.requestLocationUpdates(LocationManager.GPS_PROVIDER, 0, 0, new android.location.LocationListener() {
            @Override
            public void onLocationChanged(android.location.Location location) {
                manager.removeUpdates(this);
                ProbeApp.log("update", location.getLatitude() + " " + Looper.getMainLooper().isCurrentThread());
            }
        });
        return manager.getProviders(true);
    }

    public static Object background(Context context) {
        new AsyncTask<Integer, Void, Integer>() {
            @Override
            protected Integer doInBackground(Integer... numbers) {
                return numbers[0] * 2;
            }

            @Override
            protected void onPostExecute(Integer result) {
                ProbeApp.log("task", result + " " + Looper.getMainLooper().isCurrentThread());
            }
        }.execute(21);
        return null;
    }

    public static Object printed(Context context) {
        System.out.println("to the log, 你好");
        return null;
    }

    public static Object socket(Context context) throws Exception {
        new Socket().connect(new InetSocketAddress("192.0.2.1", 4433), 1000);
        return null;
    }

    public static Object channel(Context context) throws Exception {
        return SocketChannel.open(new InetSocketAddress("192.0.2.2", 4434));
    }

    public static Object lookup(Context context) throws Exception {
        return InetAddress.getByName("plain.example");
    }

    public static Object datagram(Context context) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[4], 4, InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 3}), 53));
        }
        return null;
    }

    @SuppressWarnings("removal")
    public static Object held(Context context) throws Exception {
        while (System.getSecurityManager() != null) {
            Thread.sleep(5);
        }
        return "no more";
    }

    public static Object loopback(Context context) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket("localhost", server.getLocalPort())) {
            return socket.isConnected();
        }
    }

    public static Object interrupted(Context context) {
        Thread.currentThread().interrupt();
        String imei = phone(context).getImei();
        return imei + " " + Thread.interrupted();
    }

    public static Object threadCrash(Context context) {
        new Thread(() -> {
            throw new IllegalStateException("in a thread");
        }, "worker").start();
        return null;
    }

    public static Object crash(Context context) {
        new Handler(Looper.getMainLooper()).post(() -> {
            throw new IllegalStateException("on the main thread");
        });
        return null;
    }

    public static Object kill(Context context) {
        Process.killProcess(Process.myPid());
        return "still here";
    }

    public static Object clock(Context context) {
        return System.currentTimeMillis() + " " + java.time.Instant.now().toEpochMilli() + " "
                + java.util.Calendar.getInstance().getTimeInMillis() + " " + new java.util.Date().getTime();
    }

    public static Object exit(Context context) {
        System.exit(7);
        return null;
    }

    /** What the app's provider noted before its application was made. */
    public static String provider(Context context) {
        return ProbeProvider.made;
    }

    /** What pages may call. */
    public static final class Bridge {
        @android.webkit.JavascriptInterface
        public String twice(String text) {
            return Thread.currentThread().getName() + " " + text + text;
        }

        @android.webkit.JavascriptInterface
        public void fails() {
            throw new IllegalStateException("not for pages");
        }
    }

    /** Scripts of which one calls, the others are none that run here. */
    public static String page(Context context) {
        android.webkit.WebView view = new android.webkit.WebView(context);
        view.addJavascriptInterface(new Bridge(), "app");
        for (String script : new String[] {"app.twice('ab');", "app.fails()", "app.twice(1 + 1)", "nobody.twice('ab')"}) {
            view.evaluateJavascript(script, value -> android.util.Log.i("Page", script + " is " + value));
        }
        return "asked";
    }
}
