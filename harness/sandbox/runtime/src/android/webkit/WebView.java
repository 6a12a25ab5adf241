package android.webkit;

import android.content.Context;
import android.net.Uri;
import android.os.Handler;
import android.os.Looper;
import android.util.AttributeSet;
import android.widget.FrameLayout;
import com.android.webview.chromium.ContentSettingsAdapter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;

/**
 * Fetches pages as a web view does, and shows nothing of them: there is no engine. Of scripts only a call of what the app
 * gave to its pages runs ({@link PageCalls}); any other one's value is {@code null}, as that of a script which fails.
 */
public class WebView extends FrameLayout {
    private static final Handler MAIN = new Handler(Looper.getMainLooper());

    private final WebSettings settings = new ContentSettingsAdapter();
    private final PageCalls calls = new PageCalls();
    private WebViewClient client = new WebViewClient();
    private String url;

    public WebView(Context context) {
        super(context);
    }

    public WebView(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    /** The one request of a page. */
    private record PageRequest(Uri uri, String method, Map<String, String> headers) implements WebResourceRequest {
        @Override
        public Uri getUrl() {
            return uri;
        }

        @Override
        public boolean isForMainFrame() {
            return true;
        }

        @Override
        public String getMethod() {
            return method;
        }

        @Override
        public Map<String, String> getRequestHeaders() {
            return headers;
        }
    }

    private void load(String target, Map<String, String> headers, byte[] body) {
        url = target;
        if (target.startsWith("javascript:")) {
            calls.run(target.substring("javascript:".length()), value -> {});
            return;
        }
        if (target.equals("about:blank")) {
            return;
        }
        String agent = settings.getUserAgentString();
        client.onPageStarted(this, target, null);
        Thread fetcher = new Thread(() -> fetch(target, agent, headers, body), "Chrome_IOThread");
        fetcher.setDaemon(true);
        fetcher.start();
    }

    private void fetch(String target, String agent, Map<String, String> headers, byte[] body) {
        if (client.shouldInterceptRequest(this, new PageRequest(Uri.parse(target), body == null ? "GET" : "POST", headers)) != null) {
            MAIN.post(() -> client.onPageFinished(this, target));
            return;
        }
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(target).openConnection();
            connection.setConnectTimeout(10_000);
            connection.setReadTimeout(10_000);
            connection.setRequestProperty("User-Agent", agent);
            headers.forEach(connection::setRequestProperty);
            if (body != null) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            connection.getResponseCode();
            connection.disconnect();
            MAIN.post(() -> client.onPageFinished(this, target));
        } catch (IOException | RuntimeException e) {
            MAIN.post(() -> {
                client.onReceivedError(this, -6, "net::ERR_CONNECTION_FAILED", target);
                client.onPageFinished(this, target);
            });
        }
    }

    public void loadUrl(String url) {
        load(url, Map.of(), null);
    }

    public void loadUrl(String url, Map<String, String> headers) {
        load(url, headers, null);
    }

    public void postUrl(String url, byte[] data) {
        load(url, Map.of("Content-Type", "application/x-www-form-urlencoded"), data);
    }

    public void loadData(String data, String type, String encoding) {
        MAIN.post(() -> client.onPageFinished(this, "data:" + type));
    }

    public void loadDataWithBaseURL(String base, String data, String type, String encoding, String history) {
        MAIN.post(() -> client.onPageFinished(this, base == null ? "about:blank" : base));
    }

    public void evaluateJavascript(String script, ValueCallback<String> callback) {
        calls.run(script, value -> {
            if (callback != null) {
                MAIN.post(() -> callback.onReceiveValue(value));
            }
        });
    }

    public void addJavascriptInterface(Object object, String name) {
        calls.add(name, object);
    }

    public void removeJavascriptInterface(String name) {
        calls.remove(name);
    }

    public WebSettings getSettings() {
        return settings;
    }

    public void setWebViewClient(WebViewClient client) {
        this.client = client;
    }

    public void setWebChromeClient(WebChromeClient client) {}

    public String getUrl() {
        return url;
    }

    public void destroy() {}
}
