package okhttp3;

import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** OkHttp's class with the signature of its check, which here refuses everything. */
public class CertificatePinner {
    public void check(String hostname, List<Certificate> certificates) throws SSLPeerUnverifiedException {
        throw new SSLPeerUnverifiedException("Certificate pinning failure!");
    }
}
