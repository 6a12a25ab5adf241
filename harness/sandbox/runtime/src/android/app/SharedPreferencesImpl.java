package android.app;

import android.content.SharedPreferences;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** Preferences in memory and in an XML file of Android's own format. */
final class SharedPreferencesImpl implements SharedPreferences {
    private final File file;
    private final Map<String, Object> values;
    private final Set<OnSharedPreferenceChangeListener> listeners = new CopyOnWriteArraySet<>();

    SharedPreferencesImpl(File file) {
        this.file = file;
        this.values = PreferencesXml.read(file.toPath());
    }

    private synchronized <T> T value(String key, Class<T> type, T fallback) {
        Object value = values.get(key);
        return value == null ? fallback : type.cast(value);
    }

    @Override
    public synchronized Map<String, ?> getAll() {
        return new LinkedHashMap<>(values);
    }

    @Override
    public String getString(String key, String fallback) {
        return value(key, String.class, fallback);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Set<String> getStringSet(String key, Set<String> fallback) {
        return value(key, Set.class, fallback);
    }

    @Override
    public int getInt(String key, int fallback) {
        return value(key, Integer.class, fallback);
    }

    @Override
    public long getLong(String key, long fallback) {
        return value(key, Long.class, fallback);
    }

    @Override
    public float getFloat(String key, float fallback) {
        return value(key, Float.class, fallback);
    }

    @Override
    public boolean getBoolean(String key, boolean fallback) {
        return value(key, Boolean.class, fallback);
    }

    @Override
    public synchronized boolean contains(String key) {
        return values.containsKey(key);
    }

    @Override
    public Editor edit() {
        return new EditorImpl();
    }

    @Override
    public void registerOnSharedPreferenceChangeListener(OnSharedPreferenceChangeListener listener) {
        listeners.add(listener);
    }

    @Override
    public void unregisterOnSharedPreferenceChangeListener(OnSharedPreferenceChangeListener listener) {
        listeners.remove(listener);
    }

    /** Changes that become visible together. */
    public final class EditorImpl implements Editor {
        private final Map<String, Object> changes = new LinkedHashMap<>();
        private boolean clear;

        private Editor put(String key, Object value) {
            changes.put(key, value);
            return this;
        }

        @Override
        public Editor putString(String key, String value) {
            return put(key, value);
        }

        @Override
        public Editor putStringSet(String key, Set<String> value) {
            return put(key, value == null ? null : new HashSet<>(value));
        }

        @Override
        public Editor putInt(String key, int value) {
            return put(key, value);
        }

        @Override
        public Editor putLong(String key, long value) {
            return put(key, value);
        }

        @Override
        public Editor putFloat(String key, float value) {
            return put(key, value);
        }

        @Override
        public Editor putBoolean(String key, boolean value) {
            return put(key, value);
        }

        @Override
        public Editor remove(String key) {
            return put(key, null);
        }

        @Override
        public Editor clear() {
            clear = true;
            return this;
        }

        @Override
        public boolean commit() {
            List<String> changed = new ArrayList<>();
            boolean written;
            synchronized (SharedPreferencesImpl.this) {
                if (clear) {
                    values.clear();
                }
                changes.forEach((key, value) -> {
                    if (value == null) {
                        values.remove(key);
                    } else {
                        values.put(key, value);
                    }
                    changed.add(key);
                });
                written = write();
            }
            changed.forEach(key -> listeners.forEach(l -> l.onSharedPreferenceChanged(SharedPreferencesImpl.this, key)));
            return written;
        }

        @Override
        public void apply() {
            commit();
        }

        private boolean write() {
            try {
                Path part = Path.of(file.getPath() + ".bak");
                Files.write(part, PreferencesXml.write(values).getBytes(StandardCharsets.UTF_8));
                Files.move(part, file.toPath(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
