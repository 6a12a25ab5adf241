package android.provider;

import android.content.Intent;
import android.net.Uri;
import android.telephony.SmsMessage;

/** Messages. */
public final class Telephony {
    private Telephony() {}

    /** Columns of message tables. */
    public interface TextBasedSmsColumns {
        String ADDRESS = "address";
        String BODY = "body";
        String DATE = "date";
        String PERSON = "person";
        String READ = "read";
        String TYPE = "type";
        int MESSAGE_TYPE_INBOX = 1;
        int MESSAGE_TYPE_SENT = 2;
    }

    /** The table of SMS. */
    public static final class Sms implements BaseColumns, TextBasedSmsColumns {
        public static final Uri CONTENT_URI = Uri.parse("content://sms");
        public static final String DEFAULT_SORT_ORDER = "date DESC";

        private Sms() {}

        /** Broadcasts about messages. */
        public static final class Intents {
            public static final String SMS_RECEIVED_ACTION = "android.provider.Telephony.SMS_RECEIVED";

            private Intents() {}

            /** The messages of the broadcast's PDUs; null when it has none. */
            public static SmsMessage[] getMessagesFromIntent(Intent intent) {
                if (!(intent.getSerializableExtra("pdus") instanceof Object[] pdus)) {
                    return null;
                }
                SmsMessage[] messages = new SmsMessage[pdus.length];
                for (int i = 0; i < pdus.length; i++) {
                    messages[i] = SmsMessage.createFromPdu((byte[]) pdus[i], intent.getStringExtra("format"));
                }
                return messages;
            }
        }

        /** Received messages. */
        public static final class Inbox implements BaseColumns, TextBasedSmsColumns {
            public static final Uri CONTENT_URI = Uri.parse("content://sms/inbox");
        }

        /** Sent messages. */
        public static final class Sent implements BaseColumns, TextBasedSmsColumns {
            public static final Uri CONTENT_URI = Uri.parse("content://sms/sent");
        }
    }
}
