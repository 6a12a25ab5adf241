package harness.runtime.res;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The app's resources.arsc: values by id, names by id, ids by name. Values for this device only. */
public final class ResTable {
    private static final int PACKAGE = 0x0200;
    private static final int TYPE = 0x0201;
    private static final int SPARSE = 1;
    private static final int OFFSET16 = 2;
    private static final int COMPLEX = 1;
    private static final int COMPACT = 8;
    private static final int NO_ENTRY = -1;
    private static final int MOST_LINKS = 20;
    private static final int MOST_ITEMS = 100_000;

    private record Type(int at, int flags, int count, int entries, ResConfig config) {}

    private final class Package {
        private String name;
        private Chunks.Strings types;
        private Chunks.Strings keys;
        private final Map<Integer, List<Type>> byType = new HashMap<>();
        private Map<String, Integer> ids;
    }

    private final Chunks data;
    private final String language;
    private final String country;
    private final int api;
    private final Map<Integer, Package> packages = new HashMap<>();
    private Chunks.Strings texts;

    /** Throws IndexOutOfBoundsException for a file that is damaged. */
    public ResTable(byte[] file, String language, String country, int api) {
        this.data = new Chunks(file);
        this.language = language;
        this.country = country;
        this.api = api;
        if (data.u16(0) != Chunks.TABLE) {
            throw new IndexOutOfBoundsException("no table of resources");
        }
        for (int at = data.u16(2); at + 8 <= data.size(); at += data.chunk(at)) {
            if (data.u16(at) == Chunks.STRINGS && texts == null) {
                texts = data.new Strings(at);
            } else if (data.u16(at) == PACKAGE) {
                readPackage(at);
            }
        }
        if (texts == null) {
            throw new IndexOutOfBoundsException("no texts");
        }
    }

    private void readPackage(int start) {
        Package read = new Package();
        int end = start + data.chunk(start);
        read.name = data.utf16(start + 12, 128);
        read.types = data.new Strings(start + data.count(start + 268));
        read.keys = data.new Strings(start + data.count(start + 276));
        for (int at = start + data.u16(start + 2); at + 8 <= end; at += data.chunk(at)) {
            if (data.u16(at) == TYPE) {
                Type type = new Type(at, data.u8(at + 9), data.count(at + 12), data.count(at + 16), new ResConfig(data, at + 20));
                read.byType.computeIfAbsent(data.u8(at + 8), key -> new ArrayList<>()).add(type);
            }
        }
        packages.putIfAbsent(data.i32(start + 8), read);
    }

    /** Where an entry of a type lies; {@code NO_ENTRY} when this configuration has none. */
    private int entry(Type type, int number) {
        int offsets = type.at + data.u16(type.at + 2);
        if ((type.flags & SPARSE) != 0) {
            for (int i = 0; i < type.count; i++) {
                if (data.u16(offsets + 4 * i) == number) {
                    return type.at + type.entries + 4 * data.u16(offsets + 4 * i + 2);
                }
            }
            return NO_ENTRY;
        }
        if (number >= type.count) {
            return NO_ENTRY;
        }
        if ((type.flags & OFFSET16) != 0) {
            int offset = data.u16(offsets + 2 * number);
            return offset == 0xffff ? NO_ENTRY : type.at + type.entries + 4 * offset;
        }
        int offset = data.i32(offsets + 4 * number);
        return offset == -1 ? NO_ENTRY : type.at + type.entries + offset;
    }

    private int best(int id) {
        Package of = packages.get(id >>> 24);
        int found = NO_ENTRY;
        long fit = -1;
        for (Type type : of == null ? List.<Type>of() : of.byType.getOrDefault(id >> 16 & 255, List.of())) {
            long its = type.config.fit(language, country, api);
            if (its > fit) {
                int at = entry(type, id & 0xffff);
                if (at != NO_ENTRY) {
                    found = at;
                    fit = its;
                }
            }
        }
        return found;
    }

    private ResValue value(int at, int id) {
        return simple(data.u8(at + 3), data.i32(at + 4), id);
    }

    private ResValue simple(int type, int value, int id) {
        int kind = type == 7 ? ResValue.REFERENCE : type == 8 ? ResValue.ATTRIBUTE : type;
        return ResValue.of(kind, value, kind == ResValue.STRING ? texts.get(value) : null, id);
    }

    /** The value of an id, as it stands there; null when there is none. */
    public ResValue find(int id) {
        int at = best(id);
        if (at == NO_ENTRY) {
            return null;
        }
        int flags = data.u16(at + 2);
        if ((flags & COMPACT) != 0) {
            return simple(flags >> 8, data.i32(at + 4), id);
        }
        if ((flags & COMPLEX) == 0) {
            return value(at + data.u16(at), id);
        }
        int count = data.count(at + 12);
        Map<Integer, ResValue> bag = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(count, MOST_ITEMS); i++) {
            int item = at + data.u16(at) + 12 * i;
            bag.put(data.i32(item), value(item + 4, id));
        }
        return new ResValue(ResValue.NULL, 0, null, id, bag, data.i32(at + 8));
    }

    /** The same, with references followed as far as they lead into this table: the last one that does not stands. */
    public ResValue resolve(ResValue value) {
        ResValue at = value;
        for (int i = 0; i < MOST_LINKS && at != null && at.type() == ResValue.REFERENCE && at.data() != 0; i++) {
            ResValue next = find(at.data());
            if (next == null) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** "package:type/entry", or null. */
    public String name(int id) {
        Package of = packages.get(id >>> 24);
        for (Type type : of == null ? List.<Type>of() : of.byType.getOrDefault(id >> 16 & 255, List.of())) {
            int at = entry(type, id & 0xffff);
            if (at != NO_ENTRY) {
                return of.name + ":" + of.types.get((id >> 16 & 255) - 1) + "/" + key(of, at);
            }
        }
        return null;
    }

    private String key(Package of, int at) {
        boolean compact = (data.u16(at + 2) & COMPACT) != 0;
        return of.keys.get(compact ? data.u16(at) : data.i32(at + 4));
    }

    /** The id of a "type/entry" of the app; 0 when there is none. */
    public int id(String name) {
        for (Map.Entry<Integer, Package> each : packages.entrySet()) {
            Package of = each.getValue();
            if (of.ids == null) {
                of.ids = new HashMap<>();
                of.byType.forEach((number, types) -> types.forEach(type -> index(each.getKey(), of, number, type)));
            }
            Integer found = of.ids.get(name);
            if (found != null) {
                return found;
            }
        }
        return 0;
    }

    private void index(int packageId, Package of, int number, Type type) {
        int most = (type.flags & SPARSE) != 0 ? 0x10000 : Math.min(type.count, 0x10000);
        for (int i = 0; i < most; i++) {
            int at = entry(type, i);
            if (at != NO_ENTRY) {
                of.ids.putIfAbsent(of.types.get(number - 1) + "/" + key(of, at), packageId << 24 | number << 16 | i);
            }
        }
    }
}
