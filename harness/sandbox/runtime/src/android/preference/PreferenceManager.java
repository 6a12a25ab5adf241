package android.preference;

import android.content.Context;
import android.content.SharedPreferences;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;
import java.io.IOException;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** The app's own settings, where its preference screens keep them. */
public class PreferenceManager {
    private static final String DEFAULTS = "_has_set_default_values";

    private final Context context;
    private String name;

    PreferenceManager(Context context) {
        this.context = context;
        this.name = getDefaultSharedPreferencesName(context);
    }

    public static SharedPreferences getDefaultSharedPreferences(Context context) {
        return context.getSharedPreferences(getDefaultSharedPreferencesName(context), Context.MODE_PRIVATE);
    }

    public static String getDefaultSharedPreferencesName(Context context) {
        return context.getPackageName() + "_preferences";
    }

    public static void setDefaultValues(Context context, int resource, boolean again) {
        setDefaultValues(context, getDefaultSharedPreferencesName(context), Context.MODE_PRIVATE, resource, again);
    }

    /** Writes what a screen's file gives as defaults and is not set, once unless {@code again}. */
    public static void setDefaultValues(Context context, String name, int mode, int resource, boolean again) {
        SharedPreferences done = context.getSharedPreferences(DEFAULTS, Context.MODE_PRIVATE);
        if (!again && done.getBoolean(DEFAULTS, false)) {
            return;
        }
        SharedPreferences kept = context.getSharedPreferences(name, mode);
        SharedPreferences.Editor editor = kept.edit();
        try {
            XmlPullParser xml = context.getResources().getXml(resource);
            for (int event = xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                if (event == XmlPullParser.START_TAG && xml instanceof XmlParser parser) {
                    ResValue key = Preference.resolved(parser, android.R.attr.key);
                    ResValue value = Preference.resolved(parser, android.R.attr.defaultValue);
                    if (key != null && value != null && !kept.contains(key.said())) {
                        put(editor, key.said(), value);
                    }
                }
            }
        } catch (XmlPullParserException | IOException e) {
            throw new RuntimeException(e);
        }
        editor.apply();
        done.edit().putBoolean(DEFAULTS, true).apply();
    }

    private static void put(SharedPreferences.Editor editor, String key, ResValue value) {
        if (value.type() == ResValue.INT_BOOLEAN) {
            editor.putBoolean(key, value.data() != 0);
        } else if (value.isInt()) {
            editor.putInt(key, value.data());
        } else {
            editor.putString(key, value.said());
        }
    }

    public SharedPreferences getSharedPreferences() {
        return context.getSharedPreferences(name, Context.MODE_PRIVATE);
    }

    public void setSharedPreferencesName(String to) {
        name = to;
    }

    public String getSharedPreferencesName() {
        return name;
    }

    public void setSharedPreferencesMode(int mode) {}

    public PreferenceScreen createPreferenceScreen(Context in) {
        PreferenceScreen made = new PreferenceScreen(in, null);
        made.manager = this;
        return made;
    }

    /** The screen that a file describes. */
    PreferenceScreen read(int resource) {
        try {
            XmlPullParser xml = context.getResources().getXml(resource);
            PreferenceGroup[] open = new PreferenceGroup[201];
            PreferenceScreen root = null;
            for (int event = xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                if (event != XmlPullParser.START_TAG || xml.getName().equals("intent") || xml.getName().equals("extra")) {
                    continue;
                }
                Preference made = Preference.make(xml.getName(), context, (android.util.AttributeSet) xml);
                made.manager = this;
                if (root == null) {
                    root = (PreferenceScreen) made;
                } else if (open[xml.getDepth() - 1] != null) {
                    open[xml.getDepth() - 1].addPreference(made);
                }
                open[xml.getDepth()] = made instanceof PreferenceGroup group ? group : null;
            }
            return root;
        } catch (XmlPullParserException | IOException e) {
            throw new android.view.InflateException(e);
        }
    }
}
