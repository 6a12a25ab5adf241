package android.util;

import java.util.TreeMap;

/** Values of one kind by integer key. */
public class SparseBooleanArray implements Cloneable {
    private final TreeMap<Integer, Boolean> entries = new TreeMap<>();

    public SparseBooleanArray() {}

    public SparseBooleanArray(int capacity) {}

    public boolean get(int key) {
        return entries.getOrDefault(key, false);
    }

    public boolean get(int key, boolean fallback) {
        return entries.getOrDefault(key, fallback);
    }

    public void put(int key, boolean value) {
        entries.put(key, value);
    }

    public void append(int key, boolean value) {
        entries.put(key, value);
    }

    public void delete(int key) {
        entries.remove(key);
    }

    public void removeAt(int index) {
        entries.remove(keyAt(index));
    }

    public int size() {
        return entries.size();
    }

    public int keyAt(int index) {
        return entries.keySet().stream().skip(index).findFirst().orElseThrow();
    }

    public boolean valueAt(int index) {
        return entries.get(keyAt(index));
    }

    public int indexOfKey(int key) {
        return entries.containsKey(key) ? entries.headMap(key).size() : ~entries.headMap(key).size();
    }

    public void clear() {
        entries.clear();
    }

    public SparseBooleanArray clone() {
        SparseBooleanArray copy = new SparseBooleanArray();
        copy.entries.putAll(entries);
        return copy;
    }
}
