package pinned;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Does one thing for each line of its input, and prints what came of it: "ok ..." or the exception's class. */
public final class Main {
    static final class Pinning implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not the pinned certificate");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static String get(String url) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Pinning()}, null);
        HttpsURLConnection connection = (HttpsURLConnection) new URL(url).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> true);
        return "ok " + connection.getResponseCode();
    }

    static String list() throws Exception {
        X509Certificate[] chain = new X509Certificate[2];
        return "ok " + new android.net.http.X509TrustManagerExtensions().checkServerTrusted(chain, "RSA", "a").size();
    }

    static String act(String line) throws Exception {
        switch (line) {
            case "list":
                return list();
            case "okhttp":
                new okhttp3.CertificatePinner().check("a.example", Arrays.asList());
                return "ok";
            case "config":
                new android.security.net.config.NetworkSecurityTrustManager().checkPins(Arrays.asList());
                return "ok";
            default:
                return get(line);
        }
    }

    public static void main(String[] args) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String said;
            try {
                said = act(line);
            } catch (Exception error) {
                said = error.getClass().getSimpleName();
            }
            System.out.println(said);
        }
        Runtime.getRuntime().halt(0);
    }
}
