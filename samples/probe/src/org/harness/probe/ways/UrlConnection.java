package org.harness.probe.ways;

import android.content.Context;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;

/** The platform's HTTP client, also told to ask no proxy. */
final class UrlConnection implements Way {
    private final String name;
    private final boolean direct;

    UrlConnection(String name, boolean direct) {
        this.name = name;
        this.direct = direct;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        URL url = new URL("https://" + Ways.host(name) + "/" + form);
        HttpURLConnection to = (HttpURLConnection) (direct ? url.openConnection(Proxy.NO_PROXY) : url.openConnection());
        try {
            to.setConnectTimeout(Ways.PATIENCE_MS);
            to.setReadTimeout(Ways.PATIENCE_MS);
            to.setRequestMethod("POST");
            to.setDoOutput(true);
            to.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = to.getOutputStream()) {
                out.write(body);
            }
            return "answered " + to.getResponseCode();
        } finally {
            to.disconnect();
        }
    }
}
