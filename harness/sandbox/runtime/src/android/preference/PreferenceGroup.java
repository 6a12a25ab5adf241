package android.preference;

import android.content.Context;
import android.util.AttributeSet;
import java.util.ArrayList;
import java.util.List;

/** Lines under one title. */
public abstract class PreferenceGroup extends Preference {
    private final List<Preference> lines = new ArrayList<>();

    public PreferenceGroup(Context context, AttributeSet attributes) {
        super(context, attributes);
    }

    public PreferenceGroup(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
    }

    public boolean addPreference(Preference line) {
        line.manager = manager;
        return lines.add(line);
    }

    public boolean removePreference(Preference line) {
        return lines.remove(line);
    }

    public void removeAll() {
        lines.clear();
    }

    public int getPreferenceCount() {
        return lines.size();
    }

    public Preference getPreference(int index) {
        return lines.get(index);
    }

    public Preference findPreference(CharSequence key) {
        if (key.toString().equals(getKey())) {
            return this;
        }
        for (Preference line : lines) {
            Preference found = key.toString().equals(line.getKey()) ? line
                    : line instanceof PreferenceGroup group ? group.findPreference(key) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The lines as they are shown, those of groups below their titles; a screen in a screen is one line. */
    final List<Preference> shown() {
        List<Preference> found = new ArrayList<>();
        for (Preference line : lines) {
            found.add(line);
            if (line instanceof PreferenceGroup group && !(line instanceof PreferenceScreen)) {
                found.addAll(group.shown());
            }
        }
        return found;
    }
}
