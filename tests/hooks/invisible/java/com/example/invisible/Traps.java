package com.example.invisible;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;

/** Objects of the app's own: none of their methods may run but by the app itself. */
final class Traps {
    private Traps() {}

    static void run(Report r) {
        Target target = new Target("traps");
        Map<String, Object> all = values();
        for (Map.Entry<String, Object> one : all.entrySet()) {
            int before = Trap.CALLED.get();
            r.put("trap/" + one.getKey() + "/same", target.same(one.getValue()) == one.getValue());
            Target.sameStatic(one.getValue());
            target.same(new Object[] {one.getValue()});
            r.put("trap/" + one.getKey() + "/called", Trap.CALLED.get() - before);
        }
        r.put("trap/before", Trap.CALLED.get());
        r.call("trap/thrown", () -> Shapes.tried(() -> target.fail(new Trap.Thrown())));
        r.put("trap/after thrown", Trap.CALLED.get());
        r.call("trap/itself", () -> {
            target.touchTrap(new Trap());
            return null;
        });
        r.put("trap/after itself", Trap.CALLED.get());
        r.call("trap/cipher", () -> {
            Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new Trap.Key());
            return cipher.doFinal("text".getBytes());
        });
        r.put("trap/after cipher", Trap.CALLED.get());
    }

    private static Map<String, Object> values() {
        Trap.Items items = new Trap.Items();
        items.add(new Trap());
        Trap.Pairs pairs = new Trap.Pairs();
        pairs.put("key", new Trap());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("object", new Trap());
        all.put("list", items);
        all.put("map", pairs);
        all.put("text", new Trap.Text());
        all.put("number", new Trap.Amount());
        all.put("location", new Trap.Place());
        all.put("intent", new Trap.Wish());
        all.put("key", new Trap.Key());
        all.put("enum", Trap.Which.ONE);
        all.put("throwable", new Trap.Thrown());
        all.put("unmodifiable list", Collections.unmodifiableList(items));
        all.put("unmodifiable collection", Collections.unmodifiableCollection(items));
        all.put("synchronized list", Collections.synchronizedList(items));
        all.put("checked list", Collections.checkedList(items, Object.class));
        all.put("sub list", items.subList(0, 1));
        all.put("unmodifiable map", Collections.unmodifiableMap(pairs));
        all.put("synchronized map", Collections.synchronizedMap(pairs));
        all.put("keys of a map", pairs.keySet());
        all.put("entries of a map", pairs.entrySet());
        all.put("values of a map", pairs.values());
        all.put("descending", pairs.descendingMap());
        all.put("part of a map", pairs.headMap("z"));
        Map<Object, Boolean> backing = new TreeMap<>() {
            @Override
            public Set<Object> keySet() {
                Trap.CALLED.incrementAndGet();
                return super.keySet();
            }
        };
        all.put("set of a map", Collections.newSetFromMap(backing));
        all.put("anonymous", new java.util.AbstractList<Object>() {
            @Override
            public Object get(int index) {
                return Trap.CALLED.incrementAndGet();
            }

            @Override
            public int size() {
                return Trap.CALLED.incrementAndGet() > 0 ? 1 : 0;
            }
        });
        all.put("array as list", Arrays.asList(new Trap(), items, pairs));
        all.put("immutable", List.of(new Trap(), items));
        all.put("deque", new ArrayDeque<>(List.of(new Trap())));
        all.put("concurrent map", new ConcurrentHashMap<>(Map.of("a", new Trap(), "b", items)));
        all.put("copy on write", new CopyOnWriteArrayList<>(List.of(new Trap())));
        all.put("compared", compared());
        all.put("optional", Optional.of(new Trap()));
        all.put("reference", new AtomicReference<>(new Trap()));
        all.put("entry", new AbstractMap.SimpleEntry<>("key", new Trap()));
        all.put("array", new Object[][] {{new Trap(), items}, {pairs}});
        all.put("builder", new StringBuilder("b").append("c"));
        all.put("locked", Collections.synchronizedCollection((Collection<Object>) items));
        all.put("bundle", bundle(items));
        return all;
    }

    private static Map<Object, Object> compared() {
        Map<Object, Object> map = new TreeMap<>((a, b) -> {
            Trap.CALLED.incrementAndGet();
            return String.valueOf(a).compareTo(String.valueOf(b));
        });
        map.put("b", new Trap());
        map.put("a", 1);
        return map;
    }

    private static Object bundle(Trap.Items items) {
        android.os.Bundle bundle = new android.os.Bundle();
        bundle.putString("text", "value");
        bundle.putSerializable("items", items);
        return bundle;
    }
}
