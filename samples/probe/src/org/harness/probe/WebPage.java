package org.harness.probe;

import android.content.Context;
import android.webkit.GeolocationPermissions;
import android.webkit.JavascriptInterface;
import android.webkit.WebChromeClient;
import android.webkit.WebView;
import android.webkit.WebViewClient;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.harness.probe.ways.Ways;

/** A page in a web view whose script has access points called, and asks where the device is. */
final class WebPage {
    private static final long PATIENCE_MS = 10_000;
    private static final String WHERE = "navigator.geolocation.getCurrentPosition(function(){}, function(){})";

    private final CountDownLatch called = new CountDownLatch(1);
    private final Context context;

    /** On the main thread. */
    WebPage(Context context) {
        this.context = context;
        try {
            WebView view = new WebView(context);
            view.getSettings().setJavaScriptEnabled(true);
            view.addJavascriptInterface(new Bridge(), "probe");
            view.setWebChromeClient(new Asked());
            view.setWebViewClient(new WebViewClient() {
                @Override
                public void onPageFinished(WebView of, String address) {
                    of.evaluateJavascript(WHERE, null);
                    of.evaluateJavascript("probe.call('page')", null);
                }
            });
            view.loadDataWithBaseURL("https://" + Ways.host("page") + "/", "<p>probe</p>", "text/html", "utf-8", null);
        } catch (RuntimeException none) {
            lacks("there is no web view: " + none);
            called.countDown();
        }
    }

    /** Until its script has called, if it does. */
    void await() {
        try {
            if (!called.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                lacks("its script has called nothing");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void lacks(String why) {
        Account.line(new Json().put("lacks", "webview").put("why", why));
    }

    /** What the page's script may call. */
    public final class Bridge {
        @JavascriptInterface
        public String call(String who) {
            Account.line(new Json().put("page", "bridge"));
            ProbeApp.early(context, "webview");
            called.countDown();
            return who;
        }
    }

    /** The page is told nothing of where the device is. */
    private static final class Asked extends WebChromeClient {
        @Override
        public void onGeolocationPermissionsShowPrompt(String origin, GeolocationPermissions.Callback callback) {
            Account.line(new Json().put("page", "geolocation"));
            callback.invoke(origin, false, false);
        }
    }
}
