package android.app;

import android.os.Bundle;
import harness.runtime.App;
import harness.runtime.Sys;
import harness.runtime.res.ApkFiles;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** What the app's manifest says of the app and its components beyond what the system tells: themes and meta-data. */
final class Declared {
    static final String APPLICATION = "application";
    private static final Declared NOTHING = new Declared();
    private static Map<String, Declared> all;

    private int theme;
    private String authorities;
    private final Map<String, ResValue> data = new HashMap<>();

    private Declared() {}

    /** The theme of an activity's class, else of the whole app; 0 when there is none. */
    static int theme(String activity) {
        int own = of("activity", activity).theme;
        return own != 0 ? own : of(APPLICATION, "").theme;
    }

    static boolean has(String kind, String className) {
        return of(kind, className) != NOTHING;
    }

    static boolean hasData(String kind, String className) {
        return !of(kind, className).data.isEmpty();
    }

    /** The meta-data of a component ({@code kind}: activity, service, receiver, provider) or of the application. */
    static Bundle data(String kind, String className) {
        Bundle found = new Bundle();
        of(kind, className).data.forEach((name, value) -> put(found, name, value));
        return found;
    }

    /** The class of the provider with this authority; null when the app has none. */
    static String provider(String authority) {
        for (Map.Entry<String, Declared> one : read().entrySet()) {
            String said = one.getValue().authorities;
            if (said != null && List.of(said.split(";")).contains(authority)) {
                return one.getKey().substring("provider ".length());
            }
        }
        return null;
    }

    static String authorities(String provider) {
        return of("provider", provider).authorities;
    }

    private static Declared of(String kind, String className) {
        return read().getOrDefault(kind + " " + className, NOTHING);
    }

    private static synchronized Map<String, Declared> read() {
        if (all == null) {
            all = new HashMap<>();
            try {
                read(ApkFiles.xml("AndroidManifest.xml"));
            } catch (XmlPullParserException | IndexOutOfBoundsException e) {
                Sys.tell("log", "priority", 5, "tag", "PackageParser", "message", "AndroidManifest.xml: " + e.getMessage());
            }
        }
        return all;
    }

    private static void read(XmlParser xml) throws XmlPullParserException {
        Declared application = NOTHING;
        Declared component = NOTHING;
        for (int event = xml == null ? XmlPullParser.END_DOCUMENT : xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
            if (event != XmlPullParser.START_TAG) {
                continue;
            }
            switch (xml.getName()) {
                case APPLICATION -> application = add(xml, APPLICATION, "");
                case "activity", "activity-alias" -> component = add(xml, "activity", name(xml));
                case "service", "receiver", "provider" -> component = add(xml, xml.getName(), name(xml));
                case "meta-data" -> (xml.getDepth() > 3 ? component : application).take(xml);
                default -> {}
            }
        }
    }

    private static Declared add(XmlParser xml, String kind, String className) {
        Declared made = new Declared();
        ResValue theme = xml.byId(android.R.attr.theme);
        made.theme = theme != null && theme.type() == ResValue.REFERENCE ? theme.data() : 0;
        ResValue authorities = xml.byId(android.R.attr.authorities);
        made.authorities = authorities == null ? null : ApkFiles.table().resolve(authorities).said();
        all.put(kind + " " + className, made);
        return made;
    }

    private static String name(XmlParser xml) {
        ResValue name = xml.byId(android.R.attr.name);
        return name == null || name.text() == null ? "" : full(name.text());
    }

    private void take(XmlParser xml) {
        ResValue name = xml.byId(android.R.attr.name);
        ResValue resource = xml.byId(android.R.attr.resource);
        ResValue value = xml.byId(android.R.attr.value);
        if (this == NOTHING || name == null || name.text() == null) {
            return;
        }
        if (resource != null) {
            data.put(name.text(), ResValue.of(ResValue.INT_DEC, resource.data(), null, 0)); // its id, as it stands
        } else if (value != null) {
            data.put(name.text(), ApkFiles.table().resolve(value));
        }
    }

    /** As Android's package parser: texts, whole numbers, truth values and decimal numbers; nothing else. */
    private static void put(Bundle into, String name, ResValue value) {
        if (value.type() == ResValue.STRING) {
            into.putString(name, value.text());
        } else if (value.type() == ResValue.INT_BOOLEAN) {
            into.putBoolean(name, value.data() != 0);
        } else if (value.isInt()) {
            into.putInt(name, value.data());
        } else if (value.type() == ResValue.FLOAT) {
            into.putFloat(name, Float.intBitsToFloat(value.data()));
        }
    }

    private static String full(String name) {
        return name.startsWith(".") ? App.packageName() + name : name.indexOf('.') < 0 ? App.packageName() + "." + name : name;
    }
}
