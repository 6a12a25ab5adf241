package android.location;

import java.util.Locale;

/** A place as a satellite receiver says it (NMEA 0183, GLL); not a class of Android. */
final class Nmea {
    private Nmea() {}

    static String sentence(Location at) {
        String body = String.format(Locale.ROOT, "GPGLL,%s,%s,000000.00,A,A",
                degrees(at.getLatitude(), 2, "N", "S"), degrees(at.getLongitude(), 3, "E", "W"));
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            sum ^= body.charAt(i);
        }
        return String.format(Locale.ROOT, "$%s*%02X\r\n", body, sum);
    }

    private static String degrees(double value, int digits, String positive, String negative) {
        double size = Math.abs(value);
        int whole = (int) size;
        return String.format(Locale.ROOT, "%0" + digits + "d%07.4f,%s", whole, (size - whole) * 60, value < 0 ? negative : positive);
    }
}
