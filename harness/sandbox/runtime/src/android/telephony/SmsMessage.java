package android.telephony;

import java.nio.charset.StandardCharsets;

/** A received message, read from its PDU (3GPP TS 23.040, SMS-DELIVER). */
public class SmsMessage {
    private static final String ALPHABET = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private final byte[] pdu;
    private final String address;
    private final String body;

    private SmsMessage(byte[] pdu, String address, String body) {
        this.pdu = pdu;
        this.address = address;
        this.body = body;
    }

    public static SmsMessage createFromPdu(byte[] pdu) {
        return read(pdu);
    }

    /** Null for a PDU that cannot be read, as on a phone. */
    public static SmsMessage createFromPdu(byte[] pdu, String format) {
        return "3gpp2".equals(format) ? null : read(pdu);
    }

    private static SmsMessage read(byte[] pdu) {
        try {
            int at = 1 + (pdu[0] & 255);
            if ((pdu[at] & 3) != 0) {
                return null;
            }
            boolean headed = (pdu[at] & 0x40) != 0;
            int digits = pdu[at + 1] & 255;
            StringBuilder from = new StringBuilder((pdu[at + 2] & 0x70) == 0x10 ? "+" : "");
            for (int i = 0; i < digits; i++) {
                from.append(Character.forDigit(pdu[at + 3 + i / 2] >> 4 * (i % 2) & 15, 16));
            }
            at += 3 + (digits + 1) / 2;
            boolean wide = (pdu[at + 1] & 12) == 8;
            int length = pdu[at + 9] & 255;
            at += 10;
            int header = headed ? 1 + (pdu[at] & 255) : 0;
            return new SmsMessage(pdu.clone(), from.toString(), wide
                    ? new String(pdu, at + header, length - header, StandardCharsets.UTF_16BE)
                    : septets(pdu, at, (header * 8 + 6) / 7, length));
        } catch (ArrayIndexOutOfBoundsException | StringIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static String septets(byte[] data, int start, int first, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i < count; i++) {
            int bit = i * 7;
            int low = data[start + bit / 8] & 255;
            int high = bit % 8 > 1 ? data[start + bit / 8 + 1] & 255 : 0;
            text.append(ALPHABET.charAt((low | high << 8) >> bit % 8 & 127));
        }
        return text.toString();
    }

    public String getMessageBody() {
        return body;
    }

    public String getDisplayMessageBody() {
        return body;
    }

    public String getOriginatingAddress() {
        return address;
    }

    public String getDisplayOriginatingAddress() {
        return address;
    }

    public byte[] getPdu() {
        return pdu.clone();
    }
}
