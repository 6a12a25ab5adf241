package android.os;

import java.util.ArrayList;
import java.util.List;

/** What the platform's Parcel does, as far as the stubs and their callers use it: a list of values in order. */
public final class Parcel {
    private final List<Object> values = new ArrayList<>();
    private int next;

    private Object read() {
        if (next == values.size()) {
            throw new IllegalStateException("read behind the end");
        }
        return values.get(next++);
    }

    public void writeInterfaceToken(String descriptor) {
        values.add(descriptor);
    }

    public void enforceInterface(String descriptor) {
        if (!descriptor.equals(read())) {
            throw new SecurityException("Binder invocation to an incorrect interface");
        }
    }

    public void writeString(String value) {
        values.add(value);
    }

    public String readString() {
        return (String) read();
    }

    public void writeInt(int value) {
        values.add(value);
    }

    public int readInt() {
        return (Integer) read();
    }

    public void writeNoException() {
        values.add("no exception");
    }

    public void readException() {
        if (!"no exception".equals(read())) {
            throw new IllegalStateException("the answer does not begin as one");
        }
    }

    /** How many values nobody has read. */
    public int left() {
        return values.size() - next;
    }
}
