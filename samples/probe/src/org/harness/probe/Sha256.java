package org.harness.probe;

/** SHA-256 (FIPS 180-4) of the account: the platform's own is an access point. */
final class Sha256 {
    private static final int[] K = new int[64];
    private static final int[] FIRST = new int[8];

    static {
        int found = 0;
        for (int n = 2; found < 64; n++) {
            boolean prime = true;
            for (int d = 2; d * d <= n && prime; d++) {
                prime = n % d != 0;
            }
            if (prime) {
                K[found] = fraction(Math.cbrt(n));
                if (found < 8) {
                    FIRST[found] = fraction(Math.sqrt(n));
                }
                found++;
            }
        }
    }

    private int[] state = FIRST.clone();
    private byte[] block = new byte[64];
    private final int[] w = new int[64];
    private long length;

    private static int fraction(double value) {
        return (int) (long) ((value - Math.floor(value)) * 4294967296.0);
    }

    /** Another one that has seen the same. */
    Sha256 copy() {
        Sha256 made = new Sha256();
        made.state = state.clone();
        made.block = block.clone();
        made.length = length;
        return made;
    }

    void update(byte[] data) {
        for (byte one : data) {
            block[(int) (length++ & 63)] = one;
            if ((length & 63) == 0) {
                step();
            }
        }
    }

    /** The digest in hex; nothing may be added afterwards. */
    String hex() {
        long bits = length * 8;
        update(new byte[] {(byte) 0x80});
        while ((length & 63) != 56) {
            update(new byte[] {0});
        }
        for (int shift = 56; shift >= 0; shift -= 8) {
            update(new byte[] {(byte) (bits >>> shift)});
        }
        StringBuilder out = new StringBuilder();
        for (int word : state) {
            for (int shift = 28; shift >= 0; shift -= 4) {
                out.append("0123456789abcdef".charAt(word >>> shift & 15));
            }
        }
        return out.toString();
    }

    private void step() {
        for (int i = 0; i < 16; i++) {
            w[i] = block[4 * i] << 24 | (block[4 * i + 1] & 255) << 16 | (block[4 * i + 2] & 255) << 8 | block[4 * i + 3] & 255;
        }
        for (int i = 16; i < 64; i++) {
            int s0 = Integer.rotateRight(w[i - 15], 7) ^ Integer.rotateRight(w[i - 15], 18) ^ w[i - 15] >>> 3;
            int s1 = Integer.rotateRight(w[i - 2], 17) ^ Integer.rotateRight(w[i - 2], 19) ^ w[i - 2] >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int one = h + s1 + (e & f ^ ~e & g) + K[i] + w[i];
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int two = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + one;
            d = c;
            c = b;
            b = a;
            a = one + two;
        }
        int[] next = {a, b, c, d, e, f, g, h};
        for (int i = 0; i < 8; i++) {
            state[i] += next[i];
        }
    }
}
