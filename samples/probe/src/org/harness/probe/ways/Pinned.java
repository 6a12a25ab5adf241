package org.harness.probe.ways;

import android.content.Context;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS that trusts one key alone, which nobody has. */
final class Pinned implements Way {
    private static final byte[] PIN = new byte[32];

    @Override
    public String name() {
        return "pinned_tls";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Pins()}, null);
        try (SSLSocket socket = Wires.tls(tls.getSocketFactory(), Ways.host(name()), 443)) {
            socket.getOutputStream().write(Wires.post(Ways.host(name()), form, body));
            return "answered " + Wires.line(socket.getInputStream());
        }
    }

    private static final class Pins implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            try {
                byte[] key = MessageDigest.getInstance("SHA-256").digest(chain[0].getPublicKey().getEncoded());
                if (!Arrays.equals(key, PIN)) {
                    throw new CertificateException("not the key that is pinned");
                }
            } catch (java.security.NoSuchAlgorithmException never) {
                throw new CertificateException(never);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
