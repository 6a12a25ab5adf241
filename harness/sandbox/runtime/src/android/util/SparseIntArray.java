package android.util;

import java.util.TreeMap;

/** Values of one kind by integer key. */
public class SparseIntArray implements Cloneable {
    private final TreeMap<Integer, Integer> entries = new TreeMap<>();

    public SparseIntArray() {}

    public SparseIntArray(int capacity) {}

    public int get(int key) {
        return entries.getOrDefault(key, 0);
    }

    public int get(int key, int fallback) {
        return entries.getOrDefault(key, fallback);
    }

    public void put(int key, int value) {
        entries.put(key, value);
    }

    public void append(int key, int value) {
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

    public int valueAt(int index) {
        return entries.get(keyAt(index));
    }

    public int indexOfKey(int key) {
        return entries.containsKey(key) ? entries.headMap(key).size() : ~entries.headMap(key).size();
    }

    public void clear() {
        entries.clear();
    }

    public SparseIntArray clone() {
        SparseIntArray copy = new SparseIntArray();
        copy.entries.putAll(entries);
        return copy;
    }
}
