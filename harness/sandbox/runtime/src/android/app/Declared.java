package android.app;

import harness.runtime.App;
import harness.runtime.res.ApkFiles;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;
import java.util.HashMap;
import java.util.Map;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** What the app's manifest says of its screens beyond what the system tells: their themes. */
final class Declared {
    private static Map<String, Integer> themes;

    private Declared() {}

    /** The theme of an activity's class, else of the whole app; 0 when there is none. */
    static synchronized int theme(String activity) {
        if (themes == null) {
            themes = new HashMap<>();
            read(ApkFiles.xml("AndroidManifest.xml"));
        }
        return themes.getOrDefault(activity, themes.getOrDefault("", 0));
    }

    private static void read(XmlParser xml) {
        try {
            for (int event = xml == null ? XmlPullParser.END_DOCUMENT : xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                if (event != XmlPullParser.START_TAG) {
                    continue;
                }
                ResValue theme = xml.byId(android.R.attr.theme);
                ResValue name = xml.byId(android.R.attr.name);
                if (theme == null || theme.type() != ResValue.REFERENCE) {
                    continue;
                }
                if ("application".equals(xml.getName())) {
                    themes.put("", theme.data());
                } else if (xml.getName().startsWith("activity") && name != null && name.text() != null) {
                    themes.put(full(name.text()), theme.data());
                }
            }
        } catch (XmlPullParserException | IndexOutOfBoundsException e) {
            harness.runtime.Sys.tell("log", "priority", 5, "tag", "PackageParser", "message", "AndroidManifest.xml: " + e.getMessage());
        }
    }

    private static String full(String name) {
        return name.startsWith(".") ? App.packageName() + name : name.indexOf('.') < 0 ? App.packageName() + "." + name : name;
    }
}
