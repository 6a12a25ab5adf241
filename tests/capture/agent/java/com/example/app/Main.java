package com.example.app;

import android.content.ContentResolver;
import android.database.Cursor;
import android.location.LocationManager;
import android.net.Uri;
import android.telephony.TelephonyManager;
import com.sdk.ads.Tracker;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Runs one command a line and answers each with one line. */
public final class Main {
    private static final TelephonyManager[] PHONE = new TelephonyManager[1];

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("return"); line = in.readLine()) {
            System.out.println(run(line.split(" ")));
        }
    }

    private static TelephonyManager phone() {
        if (PHONE[0] == null) {
            PHONE[0] = new TelephonyManager();
        }
        return PHONE[0];
    }

    static Object run(String[] command) throws Exception {
        switch (command[0]) {
            case "initialised": return System.getProperty("telephony.initialised", "no");
            case "gc": System.gc(); return "collected";
            case "telephony": return telephony();
            case "cursor": return cursor(command[1]);
            case "location": return location();
            case "crypto": return crypto();
            case "mixed": return mixed();
            case "deep": return new Mixed("deep").depth(Integer.parseInt(command[1]));
            case "threads": return threads(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "burst": return burst(Integer.parseInt(command[1]), command[2]);
            case "time": return Load.time(phone(), Integer.parseInt(command[1]), Integer.parseInt(command[2]), command[3].equals("distinct"));
            case "paths": return Load.paths(phone(), Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "flood": return Load.flood(phone(), Integer.parseInt(command[1]), Double.parseDouble(command[2]), command[3]);
            case "under": return under(Integer.parseInt(command[1]), command[2]);
            case "late": return Late.load(Integer.parseInt(command[1]));
            case "late-together": return Late.together(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            default: return Natives.run(command);
        }
    }

    private static String telephony() {
        TelephonyManager phone = phone();
        boolean same = Tracker.read(phone) == phone.number();
        boolean rethrown = false;
        try {
            phone.getImei(1);
        } catch (SecurityException e) {
            rethrown = e == phone.denied();
        }
        return same + " " + rethrown + " " + phone.getDeviceId() + " " + phone.getSubscriberId() + " " + phone.getSimSerialNumber();
    }

    private static String cursor(String uri) {
        Cursor cursor = new ContentResolver().query(Uri.parse(uri), null, "a=?", new String[] {"b"}, null);
        StringBuilder out = new StringBuilder();
        while (cursor != null && cursor.moveToNext()) {
            out.append(cursor.getString(0)).append(cursor.getLong(1)).append(cursor.getString(1)).append(';');
        }
        return out.toString();
    }

    private static String location() {
        double[] seen = new double[1];
        LocationManager manager = new LocationManager();
        manager.getLastKnownLocation("gps");
        manager.requestLocationUpdates("gps", 5L, 1.5f, l -> seen[0] = l.getLatitude());
        return String.valueOf(seen[0]);
    }

    private static String crypto() throws Exception {
        byte[] padded = "xx860000000000000yy".getBytes(StandardCharsets.UTF_8);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(padded, 2, 15);
        byte[] digest = md5.digest();
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec("0123456789abcdef".getBytes(), "AES"), new IvParameterSpec(new byte[16]));
        byte[] first = cipher.update("contacts: 13800138000 ".getBytes());
        byte[] rest = new byte[64];
        int n = cipher.doFinal("more".getBytes(), 0, 4, rest, 3);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("key".getBytes(), "HmacSHA256"));
        byte[] tag = mac.doFinal("signed".getBytes());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("zipped text".getBytes());
        }
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
        byte[] decoded = Base64.getDecoder().decode(text);
        return hex(digest) + " " + hex(first) + " " + hex(Arrays.copyOfRange(rest, 3, 3 + n)) + " " + hex(tag) + " "
                + Arrays.equals(decoded, bytes.toByteArray());
    }

    private static String hex(byte[] data) {
        StringBuilder out = new StringBuilder();
        for (byte b : data) {
            out.append(String.format("%02x", b));
        }
        return out.toString();
    }

    private static String mixed() {
        Mixed m = new Mixed("four");
        String[] out = new String[1];
        int[] numbers = new int[3];
        m.fill(out, numbers);
        Mixed.Trap trap = new Mixed.Trap();
        Object[] loop = m.self();
        return m.calls + " " + m.logic(true, (byte) -3, '\u4e2d', (short) -300) + " " + m.wide(1, 1L << 40, 2.5f, 3.5) + " " + m.half(5f)
                + " " + m.third(1.0) + " " + m.letter() + " " + m.small() + " " + (Mixed.same(Mixed.TOKEN) == Mixed.TOKEN) + " "
                + (Mixed.same(null) == null) + " " + (Mixed.same(trap) == trap) + " " + Mixed.Trap.ran + " " + out[0] + numbers[2] + " "
                + m.depth(5) + " " + (loop[0] == loop);
    }

    private static String threads(int count, int calls) throws InterruptedException {
        Thread[] all = new Thread[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Thread(() -> {
                for (int k = 0; k < calls; k++) {
                    phone().getSimOperator();
                }
            }, "worker-" + i);
            all[i].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        return String.valueOf(count * calls);
    }

    private static String burst(int calls, String end) throws Exception {
        for (int i = 0; i < calls; i++) {
            phone().getDeviceId(i % 10);
        }
        Load.end(end);
        return String.valueOf(calls);
    }

    /** Ends while other threads are calling; the last line says how many of their calls had returned. */
    private static String under(int threads, String end) throws Exception {
        AtomicLong[] counted = Load.forever(phone(), threads);
        Thread.sleep(300);
        Thread reporter = new Thread(() -> {
            while (true) {
                long sum = 0;
                for (AtomicLong own : counted) {
                    sum += own.get();
                }
                System.out.println(sum);
            }
        });
        reporter.start();
        Thread.sleep(50);
        Load.end(end);
        return "";
    }
}
