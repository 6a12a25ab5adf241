package harness.runtime;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;

/** TrustManagerFactory "PKIX" whose default store is the device's. */
public final class DeviceTrustManagers extends TrustManagerFactorySpi {
    private TrustManager[] managers;

    @Override
    protected void engineInit(KeyStore store) throws KeyStoreException {
        try {
            managers = DeviceTrust.trustManagers(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyStoreException(e);
        }
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        try {
            TrustManagerFactory standard = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
            standard.init(parameters);
            managers = standard.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(e);
        }
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        if (managers == null) {
            throw new IllegalStateException("TrustManagerFactory is not initialized");
        }
        return managers.clone();
    }
}
