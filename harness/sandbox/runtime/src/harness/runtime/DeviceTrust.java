package harness.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The device's certificate store: the JRE's own roots plus the PEM files of the device. As a security provider it
 * serves every way to the default trust: SSLContext.getDefault(), SSLContext.init(null, null, null),
 * TrustManagerFactory.init((KeyStore) null). A KeyStore that the app brings itself (pinning) is used as it is.
 */
public final class DeviceTrust extends Provider {
    private static volatile List<X509Certificate> added = List.of();

    DeviceTrust(String directory) throws IOException {
        super("HarnessDevice", "1", "certificates of the sandbox device");
        added = directory.isEmpty() ? List.of() : read(Path.of(directory));
        put("TrustManagerFactory.PKIX", DeviceTrustManagers.class.getName());
        put("Alg.Alias.TrustManagerFactory.X509", "PKIX");
        put("SSLContext.Default", DeviceSslContext.class.getName());
    }

    static TrustManager[] trustManagers(KeyStore store) throws GeneralSecurityException, IOException {
        TrustManagerFactory standard = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
        standard.init(store);
        if (store != null || added.isEmpty()) {
            return standard.getTrustManagers();
        }
        KeyStore merged = KeyStore.getInstance(KeyStore.getDefaultType());
        merged.load(null, null);
        int count = 0;
        for (X509Certificate root : ((X509TrustManager) standard.getTrustManagers()[0]).getAcceptedIssuers()) {
            merged.setCertificateEntry("system" + count++, root);
        }
        for (X509Certificate root : added) {
            merged.setCertificateEntry("device" + count++, root);
        }
        standard.init(merged);
        return standard.getTrustManagers();
    }

    private static List<X509Certificate> read(Path directory) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                readPem(Files.readString(file, StandardCharsets.ISO_8859_1), found);
            }
        }
        return found;
    }

    /** The factory gets DER: its own PEM reader would call java.util.Base64, which may be hooked. */
    private static void readPem(String text, List<X509Certificate> found) {
        String[] parts = text.split("-----(BEGIN|END) (X509 |TRUSTED )?CERTIFICATE-----");
        for (int i = 1; i < parts.length; i += 2) {
            try (InputStream der = new ByteArrayInputStream(Base64Codec.decode(parts[i].getBytes(StandardCharsets.ISO_8859_1), false))) {
                Certificate made = CertificateFactory.getInstance("X.509").generateCertificate(der);
                found.add((X509Certificate) made);
            } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
                Sys.tell("log", "priority", 5, "tag", "harness", "message", "unreadable certificate: " + e.getMessage());
            }
        }
    }
}
