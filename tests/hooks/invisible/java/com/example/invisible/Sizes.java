package com.example.invisible;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Null, huge and self-referencing values. */
final class Sizes {
    private static final Target TARGET = new Target("sizes");

    private Sizes() {}

    static void run(Report r) {
        byte[] bytes = new byte[64 << 20];
        Arrays.fill(bytes, (byte) 7);
        r.put("size/bytes", TARGET.same(bytes) == bytes);
        r.put("size/bytes unchanged", Arrays.hashCode(bytes));
        bytes = null;
        String latin = "x".repeat(10_000_000);
        r.put("size/latin", TARGET.text(latin) == latin && TARGET.same(latin) == latin);
        latin = null;
        String wide = "人".repeat(10_000_000);
        r.put("size/wide", TARGET.text(wide) == wide && TARGET.same(wide) == wide);
        wide = null;
        long[] longs = new long[1 << 20];
        r.put("size/longs", TARGET.same(longs) == longs);
        Object[] objects = new Object[1 << 20];
        Arrays.fill(objects, "x");
        r.put("size/objects", TARGET.same(objects) == objects);
        List<Object> many = new ArrayList<>(Arrays.asList(objects));
        r.put("size/many", TARGET.same(many) == many);
        objects = null;
        many = null;
        StringBuilder builder = new StringBuilder("y".repeat(10_000_000));
        r.put("size/builder", TARGET.same(builder) == builder && builder.length() == 10_000_000);
        builder = null;
        loops(r);
    }

    private static void loops(Report r) {
        List<Object> list = new ArrayList<>();
        list.add(list);
        list.add(list);
        r.put("loop/list", TARGET.same(list) == list && list.size() == 2);
        Map<Object, Object> map = new HashMap<>();
        map.put("self", map);
        r.put("loop/map", TARGET.same(map) == map && map.size() == 1);
        Object[] array = new Object[3];
        Arrays.fill(array, array);
        r.put("loop/array", TARGET.same(array) == array && array[2] == array);
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(deep);
            outer.add(deep);
            deep = outer;
        }
        r.put("loop/deep", TARGET.same(deep) == deep);
        List<Object> wide = new ArrayList<>(); // 2000^4 places, if somebody were to look at all of them
        for (int depth = 0; depth < 4; depth++) {
            List<Object> next = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                next.add(wide);
            }
            wide = next;
        }
        r.put("loop/wide", TARGET.same(wide) == wide);
    }
}
