package android;

/** The framework's own ids that apps use from code. */
public final class R {
    private R() {}

    /** Ids of views. */
    public static final class id {
        public static final int background = 0x01020000;
        public static final int content = 0x01020002;
        public static final int edit = 0x01020003;
        public static final int icon = 0x01020006;
        public static final int list = 0x0102000a;
        public static final int message = 0x0102000b;
        public static final int progress = 0x0102000d;
        public static final int text1 = 0x01020014;
        public static final int text2 = 0x01020015;
        public static final int title = 0x01020016;
        public static final int button1 = 0x01020019;
        public static final int button2 = 0x0102001a;
        public static final int button3 = 0x0102001b;
    }

    /** Layouts that adapters use. */
    public static final class layout {
        public static final int simple_list_item_1 = 0x01090003;
        public static final int simple_list_item_2 = 0x01090004;
    }

    /** Names of framework strings. */
    public static final class string {
        public static final int cancel = 0x01040000;
        public static final int ok = 0x0104000a;
        public static final int no = 0x01040009;
        public static final int yes = 0x01040013;
    }
}
