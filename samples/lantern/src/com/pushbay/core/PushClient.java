package com.pushbay.core;

import android.content.Context;
import android.provider.Settings;
import android.util.Log;
import com.brightbeam.lantern.Count;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.json.JSONException;
import org.json.JSONObject;

/** The push SDK: registers the device as soon as it is started. */
public final class PushClient {
    private static final String TAG = "PushBay";

    private PushClient() {}

    public static void register(Context context) {
        new Thread(() -> run(context), "pushbay-core").start();
    }

    /** Before the app goes away, the SDK looks at the device once more. */
    public static void lastRead(Context context) {
        Count.hit("android.provider.Settings$Secure.getString");
        Count.log("refused");
        Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
    }

    private static void run(Context context) {
        try {
            Count.hit("android.provider.Settings$Secure.getString");
            String device = Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID);
            Log.d(TAG, "store key of " + (device == null ? 0 : device.length()) + " characters");
            JSONObject body = new JSONObject();
            body.put("app", context.getPackageName());
            body.put("sdk", "3.2.1");
            String imei = DeviceId.imei(context);
            if (imei != null) {
                body.put("did", md5(imei));
            }
            PushHttp.post(body.toString());
        } catch (IOException | JSONException | NoSuchAlgorithmException e) {
            Log.w(TAG, "register failed: " + e);
        }
        Count.log("push");
    }

    private static String md5(String text) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        Count.hit("java.security.MessageDigest.update");
        digest.update(text.getBytes("UTF-8"));
        Count.hit("java.security.MessageDigest.digest");
        StringBuilder hex = new StringBuilder();
        for (byte b : digest.digest()) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }
}
