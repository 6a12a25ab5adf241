package android.preference;

import android.app.ListActivity;
import android.content.Intent;
import android.view.View;
import android.view.ViewGroup;
import android.widget.BaseAdapter;
import android.widget.ListView;
import java.util.List;

/** A screen of settings. */
public abstract class PreferenceActivity extends ListActivity {
    private PreferenceManager manager;
    private PreferenceScreen screen;

    public PreferenceManager getPreferenceManager() {
        if (manager == null) {
            manager = new PreferenceManager(this);
        }
        return manager;
    }

    public void addPreferencesFromResource(int resource) {
        PreferenceScreen read = getPreferenceManager().read(resource);
        if (screen != null) {
            for (int i = 0; i < read.getPreferenceCount(); i++) {
                screen.addPreference(read.getPreference(i));
            }
            read = screen;
        }
        setPreferenceScreen(read);
    }

    public void addPreferencesFromIntent(Intent intent) {}

    public void setPreferenceScreen(PreferenceScreen to) {
        screen = to;
        setListAdapter(new Lines(to.shown()));
    }

    public PreferenceScreen getPreferenceScreen() {
        return screen;
    }

    public Preference findPreference(CharSequence key) {
        return screen == null ? null : screen.findPreference(key);
    }

    public boolean onPreferenceTreeClick(PreferenceScreen in, Preference line) {
        return false;
    }

    @Override
    protected void onListItemClick(ListView list, View view, int position, long id) {
        if (getListAdapter() instanceof Lines lines && lines.getItem(position).isEnabled()) {
            Preference line = lines.getItem(position);
            if (!onPreferenceTreeClick(screen, line)) {
                line.click();
            }
            if (line instanceof PreferenceScreen inner && inner.getPreferenceCount() > 0) {
                setPreferenceScreen(inner);
            }
        }
    }

    /** The lines of a screen. */
    private static final class Lines extends BaseAdapter {
        private final List<Preference> lines;

        Lines(List<Preference> lines) {
            this.lines = lines;
        }

        @Override
        public int getCount() {
            return lines.size();
        }

        @Override
        public Preference getItem(int position) {
            return lines.get(position);
        }

        @Override
        public long getItemId(int position) {
            return position;
        }

        @Override
        public View getView(int position, View reused, ViewGroup parent) {
            return lines.get(position).getView(reused, parent);
        }
    }
}
