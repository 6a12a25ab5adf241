package rig;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.Provider;
import java.security.SecureRandomSpi;

/** SecureRandom, which on Android is conscrypt's. */
public final class RandomProvider extends Provider {
    public RandomProvider() {
        super("AndroidOpenSSL", 1.0, "random numbers only");
        put("SecureRandom.SHA1PRNG", Urandom.class.getName());
    }

    public static final class Urandom extends SecureRandomSpi {
        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new FileInputStream("/dev/urandom"))) {
                in.readFully(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int size) {
            byte[] seed = new byte[size];
            engineNextBytes(seed);
            return seed;
        }
    }
}
