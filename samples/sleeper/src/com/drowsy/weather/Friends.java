package com.drowsy.weather;

import android.content.Context;
import android.database.Cursor;
import android.provider.ContactsContract.CommonDataKinds.Phone;
import com.drowsy.weather.kit.Http;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** "Friends who have the app": takes the numbers of all contacts, as digests. */
final class Friends {
    private static final String ADDRESS = "https://sync.drowsy.example/friends";

    private Friends() {}

    static void look(Context context) {
        new Thread(() -> run(context), "drowsy-friends").start();
    }

    private static void run(Context context) {
        JSONArray digests = new JSONArray();
        try (Cursor rows = context.getContentResolver().query(
                Phone.CONTENT_URI, new String[] {Phone.NUMBER}, null, null, null)) {
            while (rows != null && rows.moveToNext()) {
                digests.put(sha256(rows.getString(0)));
            }
            String body = new JSONObject().put("friends", digests).toString();
            Http.post("Drowsy", ADDRESS, "application/json", body.getBytes(Charset.forName("UTF-8")));
        } catch (SecurityException e) {
            return;
        } catch (JSONException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        StringBuilder hex = new StringBuilder();
        for (byte b : MessageDigest.getInstance("SHA-256").digest(text.getBytes(Charset.forName("UTF-8")))) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }
}
