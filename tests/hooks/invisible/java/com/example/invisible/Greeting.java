package com.example.invisible;

/** An interface with bodies. */
interface Greeting {
    default String greet(String name) {
        return "hello " + name;
    }

    static String wave(int times) {
        return "wave".repeat(times);
    }
}
