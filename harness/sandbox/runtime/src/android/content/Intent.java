package android.content;

import android.net.Uri;
import android.os.Bundle;
import android.os.Parcelable;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Set;

/** A wish for an activity, a service or a broadcast. */
public class Intent implements Parcelable, Cloneable {
    public static final String ACTION_MAIN = "android.intent.action.MAIN";
    public static final String ACTION_VIEW = "android.intent.action.VIEW";
    public static final String ACTION_DIAL = "android.intent.action.DIAL";
    public static final String ACTION_SEND = "android.intent.action.SEND";
    public static final String ACTION_PICK = "android.intent.action.PICK";
    public static final String ACTION_BATTERY_CHANGED = "android.intent.action.BATTERY_CHANGED";
    public static final String ACTION_BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED";
    public static final String CATEGORY_LAUNCHER = "android.intent.category.LAUNCHER";
    public static final String CATEGORY_HOME = "android.intent.category.HOME";
    public static final String CATEGORY_DEFAULT = "android.intent.category.DEFAULT";
    public static final String CATEGORY_BROWSABLE = "android.intent.category.BROWSABLE";
    public static final String EXTRA_TEXT = "android.intent.extra.TEXT";
    public static final int FLAG_ACTIVITY_NEW_TASK = 0x10000000;
    public static final int FLAG_ACTIVITY_CLEAR_TOP = 0x04000000;
    public static final int FLAG_ACTIVITY_CLEAR_TASK = 0x00008000;
    public static final int FLAG_ACTIVITY_SINGLE_TOP = 0x20000000;

    private String action;
    private Uri data;
    private String type;
    private String packageName;
    private ComponentName component;
    private int flags;
    private final Set<String> categories = new LinkedHashSet<>();
    private Bundle extras;

    public Intent() {}

    public Intent(String action) {
        this.action = action;
    }

    public Intent(String action, Uri data) {
        this.action = action;
        this.data = data;
    }

    public Intent(Context context, Class<?> type) {
        component = new ComponentName(context, type);
    }

    public Intent(String action, Uri data, Context context, Class<?> type) {
        this(action, data);
        component = new ComponentName(context, type);
    }

    public Intent(Intent from) {
        action = from.action;
        data = from.data;
        type = from.type;
        packageName = from.packageName;
        component = from.component;
        flags = from.flags;
        categories.addAll(from.categories);
        extras = from.extras == null ? null : new Bundle(from.extras);
    }

    public String getAction() {
        return action;
    }

    public Intent setAction(String action) {
        this.action = action;
        return this;
    }

    public Uri getData() {
        return data;
    }

    public String getDataString() {
        return data == null ? null : data.toString();
    }

    public String getScheme() {
        return data == null ? null : data.getScheme();
    }

    public Intent setData(Uri data) {
        this.data = data;
        return this;
    }

    public String getType() {
        return type;
    }

    public Intent setType(String type) {
        this.type = type;
        return this;
    }

    public Intent setDataAndType(Uri data, String type) {
        return setData(data).setType(type);
    }

    public String getPackage() {
        return packageName;
    }

    public Intent setPackage(String packageName) {
        this.packageName = packageName;
        return this;
    }

    public ComponentName getComponent() {
        return component;
    }

    public Intent setComponent(ComponentName component) {
        this.component = component;
        return this;
    }

    public Intent setClass(Context context, Class<?> type) {
        return setComponent(new ComponentName(context, type));
    }

    public Intent setClassName(String packageName, String className) {
        return setComponent(new ComponentName(packageName, className));
    }

    public Intent setClassName(Context context, String className) {
        return setComponent(new ComponentName(context, className));
    }

    public int getFlags() {
        return flags;
    }

    public Intent setFlags(int flags) {
        this.flags = flags;
        return this;
    }

    public Intent addFlags(int flags) {
        this.flags |= flags;
        return this;
    }

    public Intent addCategory(String category) {
        categories.add(category);
        return this;
    }

    public boolean hasCategory(String category) {
        return categories.contains(category);
    }

    public Set<String> getCategories() {
        return categories.isEmpty() ? null : categories;
    }

    public Bundle getExtras() {
        return extras == null ? null : new Bundle(extras);
    }

    private Bundle extras() {
        if (extras == null) {
            extras = new Bundle();
        }
        return extras;
    }

    public boolean hasExtra(String name) {
        return extras().containsKey(name);
    }

    public Intent putExtras(Bundle more) {
        extras().putAll(more);
        return this;
    }

    public Intent putExtra(String name, String value) {
        extras().putString(name, value);
        return this;
    }

    public Intent putExtra(String name, int value) {
        extras().putInt(name, value);
        return this;
    }

    public Intent putExtra(String name, long value) {
        extras().putLong(name, value);
        return this;
    }

    public Intent putExtra(String name, boolean value) {
        extras().putBoolean(name, value);
        return this;
    }

    public Intent putExtra(String name, double value) {
        extras().putDouble(name, value);
        return this;
    }

    public Intent putExtra(String name, CharSequence value) {
        extras().putCharSequence(name, value);
        return this;
    }

    public Intent putExtra(String name, String[] value) {
        extras().putStringArray(name, value);
        return this;
    }

    public Intent putExtra(String name, int[] value) {
        extras().putIntArray(name, value);
        return this;
    }

    public Intent putExtra(String name, Bundle value) {
        extras().putBundle(name, value);
        return this;
    }

    public Intent putExtra(String name, Parcelable value) {
        extras().putParcelable(name, value);
        return this;
    }

    public Intent putExtra(String name, Serializable value) {
        extras().putSerializable(name, value);
        return this;
    }

    public String getStringExtra(String name) {
        return extras().getString(name);
    }

    public int getIntExtra(String name, int fallback) {
        return extras().getInt(name, fallback);
    }

    public long getLongExtra(String name, long fallback) {
        return extras().getLong(name, fallback);
    }

    public boolean getBooleanExtra(String name, boolean fallback) {
        return extras().getBoolean(name, fallback);
    }

    public double getDoubleExtra(String name, double fallback) {
        return extras().getDouble(name, fallback);
    }

    public String[] getStringArrayExtra(String name) {
        return extras().getStringArray(name);
    }

    public int[] getIntArrayExtra(String name) {
        return extras().getIntArray(name);
    }

    public Bundle getBundleExtra(String name) {
        return extras().getBundle(name);
    }

    public <T extends Parcelable> T getParcelableExtra(String name) {
        return extras().getParcelable(name);
    }

    public Serializable getSerializableExtra(String name) {
        return extras().getSerializable(name);
    }

    public void removeExtra(String name) {
        extras().remove(name);
    }

    @Override
    public Object clone() {
        return new Intent(this);
    }

    @Override
    public String toString() {
        return "Intent { act=" + action + " dat=" + data + " cmp=" + (component == null ? null : component.flattenToShortString()) + " }";
    }
}
