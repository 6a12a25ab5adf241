package com.example.invisible;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An object of the app's own, none of whose methods the agent may call. */
final class Trap {
    static final AtomicInteger CALLED = new AtomicInteger();

    private static <T> T called(T value) {
        CALLED.incrementAndGet();
        return value;
    }

    @Override
    public String toString() {
        return called("trap");
    }

    @Override
    public int hashCode() {
        return called(1);
    }

    @Override
    public boolean equals(Object other) {
        return called(other == this);
    }

    /** A list. */
    static final class Items extends ArrayList<Object> {
        @Override
        public Object[] toArray() {
            return called(super.toArray());
        }

        @Override
        public Iterator<Object> iterator() {
            return called(super.iterator());
        }

        @Override
        public int size() {
            return called(super.size());
        }

        @Override
        public Object get(int index) {
            return called(super.get(index));
        }

        @Override
        public String toString() {
            return called("items");
        }
    }

    /** A map. */
    static final class Pairs extends TreeMap<Object, Object> {
        @Override
        public Set<Map.Entry<Object, Object>> entrySet() {
            return called(super.entrySet());
        }

        @Override
        public Set<Object> keySet() {
            return called(super.keySet());
        }

        @Override
        public int size() {
            return called(super.size());
        }
    }

    /** A text. */
    static final class Text implements CharSequence {
        @Override
        public int length() {
            return called(3);
        }

        @Override
        public char charAt(int index) {
            return called('x');
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return called(this);
        }

        @Override
        public String toString() {
            return called("xxx");
        }
    }

    /** A number. */
    static final class Amount extends Number {
        @Override
        public int intValue() {
            return called(7);
        }

        @Override
        public long longValue() {
            return called(7L);
        }

        @Override
        public float floatValue() {
            return called(7f);
        }

        @Override
        public double doubleValue() {
            return called(7d);
        }
    }

    /** One of the platform's classes whose parts the agent records, with methods of the app's. */
    static final class Place extends android.location.Location {
        Place() {
            super("trap");
        }

        @Override
        public double getLatitude() {
            return called(1d);
        }

        @Override
        public double getLongitude() {
            return called(2d);
        }

        @Override
        public String getProvider() {
            return called("trap");
        }
    }

    /** Another one. */
    static final class Wish extends android.content.Intent {
        @Override
        public String getAction() {
            return called("trap");
        }

        @Override
        public String toString() {
            return called("wish");
        }
    }

    /** A key. */
    static final class Key implements java.security.Key {
        @Override
        public String getAlgorithm() {
            return called("AES");
        }

        @Override
        public String getFormat() {
            return called("RAW");
        }

        @Override
        public byte[] getEncoded() {
            return called(new byte[16]);
        }
    }

    /** An enumeration with a method of its own. */
    enum Which {
        ONE;

        @Override
        public String toString() {
            return called("which");
        }
    }

    /** A throwable. */
    static final class Thrown extends RuntimeException {
        @Override
        public String getMessage() {
            return called("thrown");
        }

        @Override
        public String getLocalizedMessage() {
            return called("thrown");
        }

        @Override
        public String toString() {
            return called("thrown");
        }

        @Override
        public Throwable getCause() {
            return called(null);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return called(super.getStackTrace());
        }
    }
}
