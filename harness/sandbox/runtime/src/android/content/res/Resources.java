package android.content.res;

import android.graphics.Typeface;
import android.graphics.drawable.ColorDrawable;
import android.graphics.drawable.Drawable;
import android.graphics.drawable.ResourceDrawables;
import android.util.AttributeSet;
import android.util.DisplayMetrics;
import android.util.TypedValue;
import harness.runtime.res.ApkFiles;
import harness.runtime.res.FrameworkTexts;
import harness.runtime.res.ResTable;
import harness.runtime.res.ResValue;
import harness.runtime.res.XmlParser;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Resources of the app, from its own resources.arsc; of the framework's the sandbox has some texts. */
public class Resources {
    /** There is no such resource. */
    public static class NotFoundException extends RuntimeException {
        public NotFoundException() {}

        public NotFoundException(String message) {
            super(message);
        }

        public NotFoundException(String message, Exception cause) {
            super(message, cause);
        }
    }

    private static final int MOST_PARENTS = 100;
    private static final int MOST_LINKS = 20;
    private static final int FRAMEWORK = 1;
    private static Resources system;

    private DisplayMetrics metrics = new DisplayMetrics();
    private Configuration configuration = new Configuration();
    private AssetManager assets;

    public Resources() {}

    public Resources(AssetManager assets, DisplayMetrics metrics, Configuration configuration) {
        this.assets = assets;
        this.metrics = metrics == null ? this.metrics : metrics;
        this.configuration = configuration == null ? this.configuration : configuration;
    }

    public static synchronized Resources getSystem() {
        if (system == null) {
            system = new Resources();
        }
        return system;
    }

    public DisplayMetrics getDisplayMetrics() {
        return metrics;
    }

    public Configuration getConfiguration() {
        return configuration;
    }

    public void updateConfiguration(Configuration to, DisplayMetrics with) {
        configuration = to == null ? configuration : to;
    }

    public final AssetManager getAssets() {
        return assets == null ? assets = new AssetManager() : assets;
    }

    public static NotFoundException missing(int id) {
        return new NotFoundException("Resource ID #0x" + Integer.toHexString(id));
    }

    /** What the app's table has for an id, references followed; null when it has nothing. */
    private static ResValue look(int id) {
        ResTable table = ApkFiles.table();
        try {
            ResValue found = table == null || id == 0 ? null : table.find(id);
            return found == null ? null : table.resolve(found);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** What of the framework is not kept here stands for itself. */
    private static ResValue need(int id) {
        ResValue found = id >>> 24 == FRAMEWORK ? ResValue.of(ResValue.REFERENCE, id, null, id) : look(id);
        if (found == null) {
            throw missing(id);
        }
        return found;
    }

    public CharSequence getText(int id) throws NotFoundException {
        return text(id);
    }

    private static String text(int id) {
        if (id >>> 24 == FRAMEWORK) {
            String text = FrameworkTexts.of(id);
            if (text == null) {
                throw missing(id);
            }
            return text;
        }
        ResValue value = need(id);
        String text = value.type() == ResValue.REFERENCE && value.data() >>> 24 == FRAMEWORK ? FrameworkTexts.of(value.data()) : value.said();
        if (text == null) {
            throw missing(id);
        }
        return text;
    }

    public CharSequence getText(int id, CharSequence fallback) {
        ResValue value = look(id);
        return value == null ? fallback : value.said();
    }

    public String getString(int id) throws NotFoundException {
        return text(id);
    }

    public String getString(int id, Object... args) throws NotFoundException {
        return String.format(configuration.locale, text(id), args);
    }

    public String getQuantityString(int id, int quantity) throws NotFoundException {
        return quantity(id, quantity);
    }

    public String getQuantityString(int id, int quantity, Object... args) throws NotFoundException {
        return String.format(configuration.locale, quantity(id, quantity), args);
    }

    public CharSequence getQuantityText(int id, int quantity) throws NotFoundException {
        return quantity(id, quantity);
    }

    /** One and other are told apart where the language does so; Chinese has other alone. */
    private String quantity(int id, int quantity) {
        ResValue value = need(id);
        if (value.bag() == null) {
            throw missing(id);
        }
        ResValue one = value.bag().get(0x01000006);
        ResValue other = value.bag().get(0x01000004);
        boolean single = quantity == 1 && !"zh".equals(configuration.locale.getLanguage());
        ResValue chosen = single && one != null ? one : other == null ? one : other;
        if (chosen == null) {
            throw missing(id);
        }
        return ApkFiles.table().resolve(chosen).said();
    }

    CharSequence[] texts(ResValue bag) {
        return bag.bag().values().stream().map(item -> ApkFiles.table().resolve(item).said()).toArray(CharSequence[]::new);
    }

    private static ResValue bag(int id) {
        ResValue value = need(id);
        if (value.bag() == null) {
            throw missing(id);
        }
        return value;
    }

    public CharSequence[] getTextArray(int id) throws NotFoundException {
        return texts(bag(id));
    }

    public String[] getStringArray(int id) throws NotFoundException {
        CharSequence[] texts = texts(bag(id));
        String[] strings = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            strings[i] = texts[i] == null ? null : texts[i].toString();
        }
        return strings;
    }

    public int[] getIntArray(int id) throws NotFoundException {
        return bag(id).bag().values().stream().mapToInt(item -> ApkFiles.table().resolve(item).data()).toArray();
    }

    public TypedArray obtainTypedArray(int id) throws NotFoundException {
        ResValue[] values = bag(id).bag().values().toArray(new ResValue[0]);
        int[] ids = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            ids[i] = values[i].type() == ResValue.REFERENCE ? values[i].data() : 0;
            values[i] = ApkFiles.table().resolve(values[i]);
        }
        return new TypedArray(this, null, values, ids);
    }

    public int getInteger(int id) throws NotFoundException {
        ResValue value = need(id);
        if (!value.isInt()) {
            throw missing(id);
        }
        return value.data();
    }

    public boolean getBoolean(int id) throws NotFoundException {
        return getIntegerLike(id) != 0;
    }

    private static int getIntegerLike(int id) {
        ResValue value = need(id);
        if (!value.isInt()) {
            throw missing(id);
        }
        return value.data();
    }

    public float getFloat(int id) {
        return Float.intBitsToFloat(need(id).data());
    }

    public float getDimension(int id) throws NotFoundException {
        return TypedValue.complexToDimension(dimension(id), metrics);
    }

    public int getDimensionPixelOffset(int id) throws NotFoundException {
        return TypedValue.complexToDimensionPixelOffset(dimension(id), metrics);
    }

    public int getDimensionPixelSize(int id) throws NotFoundException {
        return TypedValue.complexToDimensionPixelSize(dimension(id), metrics);
    }

    /** The framework's sizes are not there, and read as nothing. */
    private static int dimension(int id) {
        if (id >>> 24 == FRAMEWORK) {
            return 0;
        }
        ResValue value = need(id);
        if (value.type() != ResValue.DIMENSION) {
            throw missing(id);
        }
        return value.data();
    }

    public float getFraction(int id, int base, int parent) {
        return TypedValue.complexToFraction(need(id).data(), base, parent);
    }

    public int getColor(int id) throws NotFoundException {
        return colorOf(id);
    }

    public int getColor(int id, Theme theme) throws NotFoundException {
        return colorOf(id);
    }

    private int colorOf(int id) {
        ColorStateList found = colors(need(id));
        if (found == null) {
            throw missing(id);
        }
        return found.getDefaultColor();
    }

    public ColorStateList getColorStateList(int id) throws NotFoundException {
        return ColorStateList.valueOf(colorOf(id));
    }

    public ColorStateList getColorStateList(int id, Theme theme) throws NotFoundException {
        return ColorStateList.valueOf(colorOf(id));
    }

    /** The colours of a value: its own, or those of its file; null for what is no colour. */
    ColorStateList colors(ResValue value) {
        if (value.isColor() || value.isInt()) {
            return ColorStateList.valueOf(value.data());
        }
        if (value.type() == ResValue.REFERENCE && value.data() >>> 24 == FRAMEWORK) {
            return ColorStateList.valueOf(0xff000000);
        }
        return value.isFile() ? ResourceDrawables.colors(value.text()) : null;
    }

    public Drawable getDrawable(int id) throws NotFoundException {
        return drawable(need(id));
    }

    public Drawable getDrawable(int id, Theme theme) throws NotFoundException {
        return drawable(need(id));
    }

    public Drawable getDrawableForDensity(int id, int density) throws NotFoundException {
        return drawable(need(id));
    }

    public Drawable getDrawableForDensity(int id, int density, Theme theme) throws NotFoundException {
        return drawable(need(id));
    }

    /** Nothing is drawn: a drawable has its class and no picture. */
    Drawable drawable(ResValue value) {
        if (value.isColor()) {
            return new ColorDrawable(value.data());
        }
        return value.isFile() ? ResourceDrawables.of(value.text()) : new ColorDrawable(0);
    }

    public Typeface getFont(int id) throws NotFoundException {
        need(id);
        return Typeface.DEFAULT;
    }

    public XmlResourceParser getXml(int id) throws NotFoundException {
        return xml(id);
    }

    public XmlResourceParser getLayout(int id) throws NotFoundException {
        return xml(id);
    }

    public XmlResourceParser getAnimation(int id) throws NotFoundException {
        return xml(id);
    }

    private static XmlResourceParser xml(int id) {
        ResValue value = need(id);
        XmlParser parser = value.isFile() ? ApkFiles.xml(value.text()) : null;
        if (parser == null) {
            throw missing(id);
        }
        return parser;
    }

    public InputStream openRawResource(int id) throws NotFoundException {
        return raw(id);
    }

    public InputStream openRawResource(int id, TypedValue value) throws NotFoundException {
        return raw(id);
    }

    private static InputStream raw(int id) {
        ResValue value = need(id);
        byte[] data = value.isFile() ? ApkFiles.bytes(value.text()) : null;
        if (data == null) {
            throw missing(id);
        }
        return new ByteArrayInputStream(data);
    }

    public void getValue(int id, TypedValue into, boolean resolve) throws NotFoundException {
        into.set(need(id), id);
    }

    public void getValue(String name, TypedValue into, boolean resolve) throws NotFoundException {
        int id = identifier(name, null);
        into.set(need(id), id);
    }

    public void getValueForDensity(int id, int density, TypedValue into, boolean resolve) throws NotFoundException {
        into.set(need(id), id);
    }

    public int getIdentifier(String name, String type, String packageName) {
        if (packageName != null && packageName.equals("android")) {
            return 0;
        }
        return identifier(name, type);
    }

    private static int identifier(String name, String type) {
        ResTable table = ApkFiles.table();
        if (table == null || name == null) {
            return 0;
        }
        if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
            return Integer.parseUnsignedInt(name);
        }
        String plain = name.substring(name.indexOf(':') + 1).replaceFirst("^@?\\+?", "");
        try {
            return table.id(plain.indexOf('/') >= 0 || type == null ? plain : type + "/" + plain);
        } catch (IndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** "package:type/entry", of the framework's ids by its public class; null when there is none. */
    public static String nameOf(int id) {
        ResTable table = ApkFiles.table();
        try {
            String name = table == null || id >>> 24 == FRAMEWORK ? null : table.name(id);
            return name == null ? FrameworkTexts.name(id) : name;
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static String named(int id) {
        String name = nameOf(id);
        if (name == null) {
            throw missing(id);
        }
        return name;
    }

    public String getResourceName(int id) throws NotFoundException {
        return named(id);
    }

    public String getResourcePackageName(int id) throws NotFoundException {
        return named(id).split(":")[0];
    }

    public String getResourceTypeName(int id) throws NotFoundException {
        return named(id).replaceFirst("^[^:]*:", "").split("/")[0];
    }

    public String getResourceEntryName(int id) throws NotFoundException {
        return named(id).replaceFirst("^[^/]*/", "");
    }

    public TypedArray obtainAttributes(AttributeSet set, int[] wanted) {
        return new Theme().obtainStyledAttributes(set, wanted, 0, 0);
    }

    public final Theme newTheme() {
        return new Theme();
    }

    /** The styles that apply to a screen: attributes and their values. */
    public final class Theme {
        private final Map<Integer, ResValue> values = new HashMap<>();

        public void applyStyle(int style, boolean force) {
            styleOf(style).forEach((key, value) -> {
                if (force) {
                    values.put(key, value);
                } else {
                    values.putIfAbsent(key, value);
                }
            });
        }

        public void setTo(Theme other) {
            values.clear();
            values.putAll(other.values);
        }

        public void rebase() {}

        public Resources getResources() {
            return Resources.this;
        }

        public Drawable getDrawable(int id) throws NotFoundException {
            return Resources.this.drawable(need(id));
        }

        public int getChangingConfigurations() {
            return 0;
        }

        public boolean resolveAttribute(int attribute, TypedValue into, boolean resolve) {
            int[] id = new int[1];
            ResValue found = settled(values.get(attribute), id, resolve);
            if (found == null) {
                return false;
            }
            into.set(found, id[0]);
            return true;
        }

        /** Follows attributes through this theme and references through the table; the last id on the way is noted. */
        private ResValue settled(ResValue value, int[] id, boolean resolve) {
            ResValue at = value;
            for (int i = 0; i < MOST_LINKS && at != null; i++) {
                if (at.type() == ResValue.ATTRIBUTE) {
                    at = values.get(at.data());
                } else if (at.type() == ResValue.REFERENCE && at.data() != 0) {
                    id[0] = at.data();
                    ResValue next = resolve ? find(at.data()) : null;
                    if (next == null) {
                        return at;
                    }
                    at = next;
                } else {
                    return at.type() == ResValue.REFERENCE ? null : at;
                }
            }
            return null;
        }

        public TypedArray obtainStyledAttributes(int[] wanted) {
            return styled(null, wanted, 0, 0);
        }

        public TypedArray obtainStyledAttributes(int style, int[] wanted) throws NotFoundException {
            return styled(null, wanted, 0, style);
        }

        public TypedArray obtainStyledAttributes(AttributeSet set, int[] wanted, int attribute, int style) {
            return styled(set, wanted, attribute, style);
        }

        private TypedArray styled(AttributeSet set, int[] wanted, int attribute, int style) {
            XmlParser xml = set instanceof XmlParser parser ? parser : null;
            Map<Integer, ResValue> own = xml == null ? Map.of() : styleOf(styleId(xml));
            int[] at = new int[1];
            ResValue of = attribute == 0 ? null : settled(values.get(attribute), at, false);
            Map<Integer, ResValue> usual = styleOf(of != null && at[0] != 0 ? at[0] : style);
            ResValue[] found = new ResValue[wanted.length];
            int[] ids = new int[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                int[] id = new int[1];
                ResValue value = xml == null ? null : xml.byId(wanted[i]);
                value = value != null ? value : own.get(wanted[i]);
                value = value != null ? value : usual.get(wanted[i]);
                value = value != null ? value : values.get(wanted[i]);
                found[i] = settled(value, id, true);
                ids[i] = id[0];
            }
            return new TypedArray(Resources.this, this, found, ids);
        }

        private int styleId(XmlParser xml) {
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                if (xml.getAttributeNameResource(i) == 0 && "style".equals(xml.getAttributeName(i))) {
                    int[] id = new int[1];
                    settled(xml.value(i), id, false);
                    return id[0];
                }
            }
            return 0;
        }
    }

    private static ResValue find(int id) {
        ResTable table = ApkFiles.table();
        try {
            return table == null ? null : table.find(id);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** A style's attributes with those of the styles that it is based on. */
    private static Map<Integer, ResValue> styleOf(int style) {
        Map<Integer, ResValue> found = new HashMap<>();
        int at = style;
        for (int i = 0; i < MOST_PARENTS && at != 0; i++) {
            ResValue value = find(at);
            for (int j = 0; j < MOST_LINKS && value != null && value.bag() == null && value.type() == ResValue.REFERENCE; j++) {
                value = find(value.data());
            }
            if (value == null || value.bag() == null) {
                break;
            }
            value.bag().forEach(found::putIfAbsent);
            at = value.parent();
        }
        return found;
    }
}
