package android.provider;

import android.net.Uri;

/** The contacts. */
public final class ContactsContract {
    public static final String AUTHORITY = "com.android.contacts";
    public static final Uri AUTHORITY_URI = Uri.parse("content://" + AUTHORITY);

    /** Columns of a contact. */
    protected interface ContactsColumns {
        String DISPLAY_NAME = "display_name";
        String HAS_PHONE_NUMBER = "has_phone_number";
        String PHOTO_URI = "photo_uri";
    }

    /** People. */
    public static class Contacts implements BaseColumns, ContactsColumns {
        public static final Uri CONTENT_URI = Uri.parse("content://com.android.contacts/contacts");
    }

    /** Parts of people. */
    public static final class Data implements BaseColumns {
        public static final Uri CONTENT_URI = Uri.parse("content://com.android.contacts/data");
        public static final String CONTACT_ID = "contact_id";
        public static final String MIMETYPE = "mimetype";
        public static final String DATA1 = "data1";
    }

    /** Kinds of parts. */
    public static final class CommonDataKinds {
        private CommonDataKinds() {}

        /** Telephone numbers. */
        public static final class Phone implements BaseColumns, ContactsColumns {
            public static final Uri CONTENT_URI = Uri.parse("content://com.android.contacts/data/phones");
            public static final String CONTENT_ITEM_TYPE = "vnd.android.cursor.item/phone_v2";
            public static final String CONTACT_ID = "contact_id";
            public static final String NUMBER = "data1";
            public static final String TYPE = "data2";
        }

        /** Addresses of e-mail. */
        public static final class Email implements BaseColumns, ContactsColumns {
            public static final Uri CONTENT_URI = Uri.parse("content://com.android.contacts/data/emails");
            public static final String CONTENT_ITEM_TYPE = "vnd.android.cursor.item/email_v2";
            public static final String CONTACT_ID = "contact_id";
            public static final String ADDRESS = "data1";
            public static final String DATA = "data1";
        }
    }
}
