package org.harness.probe;

import android.content.Context;
import android.util.Base64;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.harness.probe.ways.Way;
import org.harness.probe.ways.Ways;

/** Sends what was read by every way out, in every form. */
final class Sender {
    private static final String[] FORMS = {"plain", "digest", "gzip_base64", "aes"};

    private Sender() {}

    /** Returns when all is sent. */
    static void all(Context context) {
        Map<String, String> values = new LinkedHashMap<>(Caller.READ);
        Account.line(new Json().raw("values", object(values)));
        CountDownLatch left = new CountDownLatch(Ways.ALL.length);
        for (Way way : Ways.ALL) {
            new Thread(() -> {
                for (String form : FORMS) {
                    one(context, way, form, values);
                }
                left.countDown();
            }, "probe-" + way.name()).start();
        }
        try {
            left.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void one(Context context, Way way, String form, Map<String, String> values) {
        long begun = System.currentTimeMillis();
        String out;
        int size = 0;
        try {
            byte[] body = body(form, some(values, way.only()));
            size = body.length;
            out = way.send(context, form, body);
        } catch (Throwable error) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            out = "threw " + cause;
        }
        Json json = new Json().put("send", way.name()).put("form", form).put("bytes", size).put("at", begun);
        Account.line(json.put("us", (System.currentTimeMillis() - begun) * 1000).put("out", out));
    }

    private static Map<String, String> some(Map<String, String> values, String[] points) {
        if (points == null) {
            return values;
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String point : points) {
            if (values.containsKey(point)) {
                found.put(point, values.get(point));
            }
        }
        return found;
    }

    private static byte[] body(String form, Map<String, String> values) throws Exception {
        byte[] plain = object(values).getBytes("UTF-8");
        switch (form) {
            case "digest":
                Map<String, String> digests = new LinkedHashMap<>();
                for (Map.Entry<String, String> one : values.entrySet()) {
                    MessageDigest md5 = MessageDigest.getInstance("MD5");
                    digests.put(one.getKey(), Outcome.hex(md5.digest(one.getValue().getBytes("UTF-8"))));
                }
                return object(digests).getBytes("UTF-8");
            case "gzip_base64":
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
                    zip.write(plain);
                }
                return Base64.encode(packed.toByteArray(), Base64.NO_WRAP);
            case "aes":
                Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
                SecretKeySpec key = new SecretKeySpec("harness-probe-k1".getBytes("UTF-8"), "AES");
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec("harness-probe-v1".getBytes("UTF-8")));
                return cipher.doFinal(plain);
            default:
                return plain;
        }
    }

    private static String object(Map<String, String> values) {
        Json json = new Json();
        for (Map.Entry<String, String> one : values.entrySet()) {
            json.put(one.getKey(), one.getValue());
        }
        return json.toString();
    }
}
