package android.graphics.drawable;

import android.content.res.ColorStateList;
import harness.runtime.res.ApkFiles;
import harness.runtime.res.ResTable;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;
import java.util.Map;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** What a drawable's file is of: the class by its root element, without its picture. */
public final class ResourceDrawables {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("selector", "StateListDrawable"), Map.entry("animated-selector", "AnimatedStateListDrawable"),
            Map.entry("shape", "GradientDrawable"), Map.entry("layer-list", "LayerDrawable"),
            Map.entry("level-list", "LevelListDrawable"), Map.entry("transition", "TransitionDrawable"),
            Map.entry("ripple", "RippleDrawable"), Map.entry("vector", "VectorDrawable"),
            Map.entry("animated-vector", "AnimatedVectorDrawable"), Map.entry("animation-list", "AnimationDrawable"),
            Map.entry("inset", "InsetDrawable"), Map.entry("clip", "ClipDrawable"), Map.entry("scale", "ScaleDrawable"),
            Map.entry("rotate", "RotateDrawable"), Map.entry("color", "ColorDrawable"),
            Map.entry("nine-patch", "NinePatchDrawable"), Map.entry("bitmap", "BitmapDrawable"));

    private ResourceDrawables() {}

    public static Drawable of(String file) {
        String name = "BitmapDrawable";
        if (file.endsWith(".xml")) {
            XmlParser xml = ApkFiles.xml(file);
            name = xml == null ? null : CLASSES.get(root(xml));
        } else if (file.endsWith(".9.png")) {
            name = "NinePatchDrawable";
        }
        try {
            var made = Class.forName("android.graphics.drawable." + (name == null ? "ColorDrawable" : name)).getDeclaredConstructor();
            made.setAccessible(true);
            return (Drawable) made.newInstance();
        } catch (ReflectiveOperationException e) {
            return new ColorDrawable(0);
        }
    }

    private static String root(XmlParser xml) {
        try {
            for (int event = xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                if (event == XmlPullParser.START_TAG) {
                    return xml.getName();
                }
            }
        } catch (XmlPullParserException e) {
            // As a file that says nothing: below.
        }
        return "";
    }

    /** The colours of a selector: that of its last item, which is for all states. */
    public static ColorStateList colors(String file) {
        XmlParser xml = ApkFiles.xml(file);
        ResTable table = ApkFiles.table();
        ColorStateList found = null;
        try {
            for (int event = xml == null ? XmlPullParser.END_DOCUMENT : xml.next(); event != XmlPullParser.END_DOCUMENT; event = xml.next()) {
                ResValue color = event == XmlPullParser.START_TAG ? xml.byId(android.R.attr.color) : null;
                ResValue of = color == null ? null : table.resolve(color);
                if (of != null) {
                    found = ColorStateList.valueOf(of.isColor() ? of.data() : 0xff000000);
                }
            }
        } catch (XmlPullParserException | IndexOutOfBoundsException e) {
            return found;
        }
        return found;
    }
}
