package kit;

import android.util.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Requests to the app's server, each on a thread of its own. */
public final class Http {
    private static final int TIMEOUT_MS = 20000; // a busy machine is no reason to give up

    private Http() {}

    /** Sends a body and forgets about it; what became of it is in the log. */
    public static void post(String tag, String address, String type, byte[] body) {
        new Thread(() -> run(tag, address, type, body), tag.toLowerCase() + "-http").start();
    }

    private static void run(String tag, String address, String type, byte[] body) {
        try {
            Log.i(tag, "sent: " + send(address, type, body));
        } catch (IOException e) {
            Log.w(tag, "not sent: " + e);
        }
    }

    private static int send(String address, String type, byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setRequestProperty("Content-Type", type);
            connection.setFixedLengthStreamingMode(body.length);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
