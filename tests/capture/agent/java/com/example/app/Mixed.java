package com.example.app;

import java.util.Arrays;

/** Methods of every shape, hooked by the tests' own hook file. */
public class Mixed {
    public static final Object TOKEN = new Object();
    public int calls;

    public Mixed(String name) {
        calls = name.length();
    }

    public boolean logic(boolean a, byte b, char c, short d) {
        return a && b == -3 && c == '\u4e2d' && d == -300;
    }

    public long wide(int a, long b, float f, double d) {
        return (long) (a + b + f + d);
    }

    public float half(float f) {
        return f / 2;
    }

    public double third(double d) {
        return d / 3;
    }

    public char letter() {
        return 'Z';
    }

    public byte small() {
        return -8;
    }

    public static Object same(Object o) {
        return o;
    }

    public void fill(String[] out, int[] numbers) {
        out[0] = "filled";
        Arrays.fill(numbers, 9);
    }

    public int depth(int n) {
        return n == 0 ? 0 : 1 + depth(n - 1);
    }

    public Object[] self() {
        Object[] loop = new Object[1];
        loop[0] = loop;
        return loop;
    }

    /** Its own toString must never be run by the agent. */
    public static final class Trap {
        public static int ran;

        @Override
        public String toString() {
            ran++;
            throw new IllegalStateException("the agent called the app's code");
        }

        @Override
        public int hashCode() {
            ran++;
            return 1;
        }
    }
}
