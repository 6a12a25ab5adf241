package android.preference;

import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import android.view.InflateException;
import android.view.View;
import android.view.ViewGroup;
import android.widget.LinearLayout;
import android.widget.TextView;
import harness.runtime.App;
import harness.runtime.res.ApkFiles;
import harness.runtime.res.ResTable;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;

/** One line of a preference screen. */
public class Preference {
    /** Hears clicks. */
    public interface OnPreferenceClickListener {
        boolean onPreferenceClick(Preference preference);
    }

    /** Hears a new value, and may refuse it. */
    public interface OnPreferenceChangeListener {
        boolean onPreferenceChange(Preference preference, Object value);
    }

    private static final int[] WANTED = {
        android.R.attr.key, android.R.attr.title, android.R.attr.summary, android.R.attr.enabled, android.R.attr.defaultValue,
    };

    PreferenceManager manager;
    private final Context context;
    private String key;
    private CharSequence title;
    private CharSequence summary;
    private boolean enabled = true;
    private final String fallback;
    private Intent intent;
    private OnPreferenceClickListener onClick;
    private OnPreferenceChangeListener onChange;

    public Preference(Context context) {
        this(context, null);
    }

    public Preference(Context context, AttributeSet attributes) {
        this(context, attributes, 0);
    }

    public Preference(Context context, AttributeSet attributes, int attribute) {
        this.context = context;
        TypedArray found = context.obtainStyledAttributes(attributes, WANTED, attribute, 0);
        key = found.getString(0);
        title = found.getText(1);
        summary = found.getText(2);
        enabled = found.getBoolean(3, true);
        fallback = found.getString(4);
    }

    static ResValue resolved(XmlParser xml, int attribute) {
        ResTable table = ApkFiles.table();
        ResValue value = xml.byId(attribute);
        return value == null || table == null ? value : table.resolve(value);
    }

    static Preference make(String tag, Context context, AttributeSet attributes) {
        String name = tag.indexOf('.') < 0 ? "android.preference." + tag : tag;
        try {
            return Class.forName(name, true, App.classLoader()).asSubclass(Preference.class)
                    .getConstructor(Context.class, AttributeSet.class).newInstance(context, attributes);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new InflateException("Error inflating class " + name, e);
        }
    }

    public Context getContext() {
        return context;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String to) {
        key = to;
    }

    public boolean hasKey() {
        return key != null && !key.isEmpty();
    }

    public CharSequence getTitle() {
        return title;
    }

    public void setTitle(CharSequence to) {
        title = to;
    }

    public void setTitle(int id) {
        title = context.getText(id);
    }

    public CharSequence getSummary() {
        return summary;
    }

    public void setSummary(CharSequence to) {
        summary = to;
    }

    public void setSummary(int id) {
        summary = context.getText(id);
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean to) {
        enabled = to;
    }

    public Intent getIntent() {
        return intent;
    }

    public void setIntent(Intent to) {
        intent = to;
    }

    public void setOnPreferenceClickListener(OnPreferenceClickListener listener) {
        onClick = listener;
    }

    public OnPreferenceClickListener getOnPreferenceClickListener() {
        return onClick;
    }

    public void setOnPreferenceChangeListener(OnPreferenceChangeListener listener) {
        onChange = listener;
    }

    public OnPreferenceChangeListener getOnPreferenceChangeListener() {
        return onChange;
    }

    public PreferenceManager getPreferenceManager() {
        return manager;
    }

    public SharedPreferences getSharedPreferences() {
        return manager == null ? null : manager.getSharedPreferences();
    }

    public SharedPreferences.Editor getEditor() {
        return getSharedPreferences().edit();
    }

    protected boolean callChangeListener(Object value) {
        return onChange == null || onChange.onPreferenceChange(this, value);
    }

    final String kept() {
        Object value = manager == null || key == null ? null : manager.getSharedPreferences().getAll().get(key);
        return value == null ? fallback : value.toString();
    }

    protected void onClick() {}

    final void click() {
        onClick();
        if ((onClick == null || !onClick.onPreferenceClick(this)) && intent != null) {
            context.startActivity(intent);
        }
    }

    protected View onCreateView(ViewGroup parent) {
        LinearLayout both = new LinearLayout(context);
        both.setOrientation(LinearLayout.VERTICAL);
        TextView first = new TextView(context);
        first.setId(android.R.id.title);
        first.setText(title);
        both.addView(first);
        if (summary != null) {
            TextView second = new TextView(context);
            second.setId(android.R.id.summary);
            second.setText(summary);
            both.addView(second);
        }
        return both;
    }

    public View getView(View reused, ViewGroup parent) {
        View made = onCreateView(parent);
        made.setEnabled(enabled);
        return made;
    }
}
