package harness.runtime.res;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/** Texts of the framework's own resources that apps use, in Chinese and English, and the names of its public ids. */
public final class FrameworkTexts {
    private static final Map<Integer, String[]> TEXTS = Map.ofEntries(
            Map.entry(android.R.string.cancel, new String[] {"取消", "Cancel"}),
            Map.entry(android.R.string.ok, new String[] {"确定", "OK"}),
            Map.entry(android.R.string.no, new String[] {"取消", "Cancel"}),
            Map.entry(android.R.string.yes, new String[] {"确定", "OK"}),
            Map.entry(android.R.string.copy, new String[] {"复制", "Copy"}),
            Map.entry(android.R.string.cut, new String[] {"剪切", "Cut"}),
            Map.entry(android.R.string.paste, new String[] {"粘贴", "Paste"}),
            Map.entry(android.R.string.selectAll, new String[] {"全选", "Select all"}),
            Map.entry(android.R.string.untitled, new String[] {"<未命名>", "<Untitled>"}),
            Map.entry(android.R.string.unknownName, new String[] {"未知", "Unknown"}),
            Map.entry(android.R.string.emptyPhoneNumber, new String[] {"（无电话号码）", "(No phone number)"}),
            Map.entry(android.R.string.dialog_alert_title, new String[] {"注意", "Attention"}),
            Map.entry(android.R.string.search_go, new String[] {"搜索", "Search"}));
    private static final Map<Integer, String> NAMES = new HashMap<>();

    private FrameworkTexts() {}

    /** Null for a text that is not kept here. */
    public static String of(int id) {
        String[] both = TEXTS.get(id);
        return both == null ? null : both["zh".equals(System.getProperty("user.language", "zh")) ? 0 : 1];
    }

    /** "android:type/entry" of a public id of the framework; null for others. */
    public static synchronized String name(int id) {
        if (id >>> 24 != 1) {
            return null;
        }
        if (NAMES.isEmpty()) {
            for (Class<?> type : new Class<?>[] {android.R.id.class, android.R.layout.class, android.R.string.class, android.R.attr.class}) {
                for (Field field : type.getFields()) {
                    try {
                        NAMES.putIfAbsent(field.getInt(null), "android:" + type.getSimpleName() + "/" + field.getName());
                    } catch (IllegalAccessException | IllegalArgumentException e) {
                        continue;
                    }
                }
            }
        }
        return NAMES.get(id);
    }
}
