package com.brightbeam.lantern.sync;

import com.brightbeam.lantern.Count;
import java.io.UnsupportedEncodingException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in CBC mode; the result is the IV followed by the ciphertext. */
final class Sealer {
    private static final String KEY = "brightbeam-2019!";
    private static final int BLOCK = 16;

    private Sealer() {}

    static byte[] seal(byte[] plain) throws GeneralSecurityException, UnsupportedEncodingException {
        byte[] iv = new byte[BLOCK];
        new SecureRandom().nextBytes(iv);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        Count.hit("javax.crypto.Cipher.init");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY.getBytes("US-ASCII"), "AES"), new IvParameterSpec(iv));
        Count.hit("javax.crypto.Cipher.doFinal");
        byte[] sealed = cipher.doFinal(plain);
        byte[] body = new byte[BLOCK + sealed.length];
        System.arraycopy(iv, 0, body, 0, BLOCK);
        System.arraycopy(sealed, 0, body, BLOCK, sealed.length);
        return body;
    }
}
