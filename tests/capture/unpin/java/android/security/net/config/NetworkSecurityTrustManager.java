package android.security.net.config;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Android's class with the signature of its check of pins, which here refuses everything. */
public class NetworkSecurityTrustManager {
    public void checkPins(List<X509Certificate> chain) throws CertificateException {
        throw new CertificateException("Pin verification failed");
    }
}
