package android.util;

import java.util.TreeMap;

/** Objects by integer key. */
public class SparseArray<E> implements Cloneable {
    private final TreeMap<Integer, E> entries = new TreeMap<>();

    public SparseArray() {}

    public SparseArray(int capacity) {}

    public E get(int key) {
        return entries.get(key);
    }

    public E get(int key, E fallback) {
        return entries.getOrDefault(key, fallback);
    }

    public void put(int key, E value) {
        entries.put(key, value);
    }

    public int indexOfKey(int key) {
        return entries.containsKey(key) ? entries.headMap(key).size() : ~entries.headMap(key).size();
    }

    public int indexOfValue(E value) {
        int index = 0;
        for (E each : entries.values()) {
            if (each == value) {
                return index;
            }
            index++;
        }
        return -1;
    }

    public void append(int key, E value) {
        entries.put(key, value);
    }

    public void removeAt(int index) {
        entries.remove(keyAt(index));
    }

    public void setValueAt(int index, E value) {
        entries.put(keyAt(index), value);
    }

    public SparseArray<E> clone() {
        SparseArray<E> copy = new SparseArray<>();
        copy.entries.putAll(entries);
        return copy;
    }

    public void remove(int key) {
        entries.remove(key);
    }

    public void delete(int key) {
        entries.remove(key);
    }

    public int size() {
        return entries.size();
    }

    public int keyAt(int index) {
        return entries.keySet().stream().skip(index).findFirst().orElseThrow();
    }

    public E valueAt(int index) {
        return entries.get(keyAt(index));
    }

    public void clear() {
        entries.clear();
    }
}
