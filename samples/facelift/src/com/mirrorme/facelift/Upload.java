package com.mirrorme.facelift;

import android.content.Context;
import android.provider.Settings;
import android.util.Log;
import com.mirrorme.facelift.kit.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;

/** A form with the picture and with whose it is, as browsers send them. */
final class Upload {
    private static final String ADDRESS = "https://upload.mirrorme.example/v1/face";
    private static final Charset UTF_8 = Charset.forName("UTF-8");

    private Upload() {}

    static void face(Context context, byte[] picture) {
        String boundary = "----face" + Long.toHexString(System.nanoTime());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            part(body, boundary, "name=\"user\"", null,
                    Settings.Secure.getString(context.getContentResolver(), Settings.Secure.ANDROID_ID).getBytes(UTF_8));
            part(body, boundary, "name=\"face\"; filename=\"face.jpg\"", "image/jpeg", picture);
            body.write(("--" + boundary + "--\r\n").getBytes(UTF_8));
        } catch (IOException e) {
            Log.w("Facelift", "no upload: " + e);
            return;
        }
        Http.post("Facelift", ADDRESS, "multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    private static void part(ByteArrayOutputStream out, String boundary, String what, String type, byte[] data)
            throws IOException {
        out.write(("--" + boundary + "\r\nContent-Disposition: form-data; " + what + "\r\n").getBytes(UTF_8));
        if (type != null) {
            out.write(("Content-Type: " + type + "\r\n").getBytes(UTF_8));
        }
        out.write("\r\n".getBytes(UTF_8));
        out.write(data);
        out.write("\r\n".getBytes(UTF_8));
    }
}
