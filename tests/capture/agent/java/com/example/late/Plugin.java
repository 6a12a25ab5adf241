package com.example.late;

/** In the jar only as {@code late.bin}: no class loader knows it by its name. */
public class Plugin {
    private static final String FIRST = new Plugin().read("initialiser");

    public String read(String key) {
        return key + "=" + (FIRST == null ? "?" : "value");
    }
}
