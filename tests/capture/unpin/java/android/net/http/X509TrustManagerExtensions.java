package android.net.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Android's class with the signature of its check, which here refuses everything. */
public class X509TrustManagerExtensions {
    public List<X509Certificate> checkServerTrusted(X509Certificate[] chain, String type, String host)
            throws CertificateException {
        throw new CertificateException("not the pinned certificate of " + host);
    }
}
