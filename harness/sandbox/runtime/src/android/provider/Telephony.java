package android.provider;

import android.net.Uri;

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
