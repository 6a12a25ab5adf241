package harness.runtime.res;

import android.content.res.XmlResourceParser;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.xmlpull.v1.XmlPullParserException;

/** Reads a compiled XML file (ResourceTypes.h) event by event. What is damaged is an XmlPullParserException. */
public final class XmlParser implements XmlResourceParser {
    private static final int START = 0x0102;
    private static final int END = 0x0103;
    private static final int TEXT = 0x0104;
    private static final int IDS = 0x0180;
    private static final int MOST_DEEP = 200;
    private static final String ANDROID = "http://schemas.android.com/apk/res/android";

    private final Chunks data;
    private final ResTable table;
    private Chunks.Strings texts;
    private int ids;
    private int idCount;
    private int next;
    private int at;
    private int event = START_DOCUMENT;
    private final List<String> open = new ArrayList<>();
    private boolean closing;

    /** {@code table} is where references lead; null for none. Throws IndexOutOfBoundsException for what is no XML. */
    public XmlParser(byte[] file, ResTable table) {
        this.data = new Chunks(file);
        this.table = table;
        if (data.u16(0) != Chunks.XML) {
            throw new IndexOutOfBoundsException("no compiled XML");
        }
        next = data.u16(2);
    }

    @Override
    public int next() throws XmlPullParserException {
        try {
            return event = advance();
        } catch (IndexOutOfBoundsException e) {
            throw new XmlPullParserException("damaged XML: " + e.getMessage());
        }
    }

    private int advance() throws XmlPullParserException {
        if (closing) {
            closing = false;
            open.remove(open.size() - 1);
        }
        while (next + 8 <= data.size()) {
            at = next;
            next += data.chunk(at);
            switch (data.u16(at)) {
                case Chunks.STRINGS -> texts = data.new Strings(at);
                case IDS -> {
                    ids = at + data.u16(at + 2);
                    idCount = (next - ids) / 4;
                }
                case START -> {
                    if (open.size() >= MOST_DEEP) {
                        throw new XmlPullParserException("XML deeper than " + MOST_DEEP);
                    }
                    open.add(text(head() + 4));
                    return START_TAG;
                }
                case END -> {
                    closing = !open.isEmpty();
                    return END_TAG;
                }
                case TEXT -> {
                    return XmlResourceParser.TEXT;
                }
                default -> { }
            }
        }
        return END_DOCUMENT;
    }

    private int head() {
        return at + data.u16(at + 2);
    }

    private String text(int place) {
        int number = data.i32(place);
        return number < 0 || texts == null ? null : texts.get(number);
    }

    private int attribute(int index) {
        if (event != START_TAG || index < 0 || index >= getAttributeCount()) {
            throw new IndexOutOfBoundsException("attribute " + index);
        }
        return head() + data.u16(head() + 8) + index * data.u16(head() + 10);
    }

    @Override
    public int getAttributeCount() {
        return event == START_TAG ? data.u16(head() + 12) : -1;
    }

    /** The value of an attribute, as it stands there. */
    public ResValue value(int index) {
        int place = attribute(index);
        int type = data.u8(place + 15);
        int kind = type == 7 ? ResValue.REFERENCE : type == 8 ? ResValue.ATTRIBUTE : type;
        return ResValue.of(kind, data.i32(place + 16), kind == ResValue.STRING ? text(place + 16) : null, 0);
    }

    /** The value of the attribute with a resource's id; null when the element has none. */
    public ResValue byId(int id) {
        for (int i = 0; i < getAttributeCount(); i++) {
            if (getAttributeNameResource(i) == id) {
                return value(i);
            }
        }
        return null;
    }

    @Override
    public int getAttributeNameResource(int index) {
        int number = data.i32(attribute(index) + 4);
        return number >= 0 && number < idCount ? data.i32(ids + 4 * number) : 0;
    }

    @Override
    public String getAttributeName(int index) {
        return text(attribute(index) + 4);
    }

    @Override
    public String getAttributeNamespace(int index) {
        String namespace = text(attribute(index));
        return namespace == null ? "" : namespace;
    }

    @Override
    public String getAttributeValue(int index) {
        String raw = text(attribute(index) + 8);
        return raw != null ? raw : value(index).said();
    }

    private int index(String namespace, String name) {
        for (int i = 0; i < getAttributeCount(); i++) {
            if (name.equals(getAttributeName(i)) && (namespace == null || namespace.equals(getAttributeNamespace(i)))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String getAttributeValue(String namespace, String name) {
        int index = index(namespace, name);
        return index < 0 ? null : getAttributeValue(index);
    }

    private ResValue resolved(int index) {
        ResValue value = index < 0 ? null : value(index);
        return value == null || table == null ? value : table.resolve(value);
    }

    private int number(int index, int fallback) {
        ResValue value = resolved(index);
        return value != null && value.isInt() ? value.data() : fallback;
    }

    @Override
    public int getAttributeIntValue(int index, int fallback) {
        return number(index, fallback);
    }

    @Override
    public int getAttributeIntValue(String namespace, String name, int fallback) {
        return number(index(namespace, name), fallback);
    }

    @Override
    public int getAttributeUnsignedIntValue(int index, int fallback) {
        return number(index, fallback);
    }

    @Override
    public int getAttributeUnsignedIntValue(String namespace, String name, int fallback) {
        return number(index(namespace, name), fallback);
    }

    @Override
    public boolean getAttributeBooleanValue(int index, boolean fallback) {
        return number(index, fallback ? 1 : 0) != 0;
    }

    @Override
    public boolean getAttributeBooleanValue(String namespace, String name, boolean fallback) {
        return number(index(namespace, name), fallback ? 1 : 0) != 0;
    }

    private float fraction(int index, float fallback) {
        ResValue value = resolved(index);
        return value != null && value.type() == ResValue.FLOAT ? Float.intBitsToFloat(value.data()) : fallback;
    }

    @Override
    public float getAttributeFloatValue(int index, float fallback) {
        return fraction(index, fallback);
    }

    @Override
    public float getAttributeFloatValue(String namespace, String name, float fallback) {
        return fraction(index(namespace, name), fallback);
    }

    private int reference(int index, int fallback) {
        ResValue value = index < 0 ? null : value(index);
        return value != null && value.type() == ResValue.REFERENCE ? value.data() : fallback;
    }

    @Override
    public int getAttributeResourceValue(int index, int fallback) {
        return reference(index, fallback);
    }

    @Override
    public int getAttributeResourceValue(String namespace, String name, int fallback) {
        return reference(index(namespace, name), fallback);
    }

    private int choice(int index, String[] options, int fallback) {
        ResValue value = resolved(index);
        if (value != null && value.type() == ResValue.STRING) {
            int found = List.of(options).indexOf(value.text());
            return found < 0 ? fallback : found;
        }
        return value == null ? fallback : value.data();
    }

    @Override
    public int getAttributeListValue(int index, String[] options, int fallback) {
        return choice(index, options, fallback);
    }

    @Override
    public int getAttributeListValue(String namespace, String name, String[] options, int fallback) {
        return choice(index(namespace, name), options, fallback);
    }

    @Override
    public String getIdAttribute() {
        return getAttributeValue(null, "id");
    }

    @Override
    public String getClassAttribute() {
        return getAttributeValue("", "class");
    }

    @Override
    public int getIdAttributeResourceValue(int fallback) {
        return reference(index(null, "id"), fallback);
    }

    @Override
    public int getStyleAttribute() {
        return reference(index("", "style"), 0);
    }

    @Override
    public int getEventType() {
        return event;
    }

    @Override
    public String getName() {
        return (event == START_TAG || event == END_TAG) && !open.isEmpty() ? open.get(open.size() - 1) : null;
    }

    @Override
    public String getText() {
        return event == XmlResourceParser.TEXT ? text(head()) : null;
    }

    @Override
    public int getDepth() {
        return open.size();
    }

    @Override
    public int nextToken() throws XmlPullParserException {
        return next();
    }

    @Override
    public int nextTag() throws XmlPullParserException {
        int found = next();
        while (found == XmlResourceParser.TEXT && isWhitespace()) {
            found = next();
        }
        if (found != START_TAG && found != END_TAG) {
            throw new XmlPullParserException("expected start or end tag");
        }
        return found;
    }

    @Override
    public String nextText() throws XmlPullParserException {
        int found = next();
        String text = found == XmlResourceParser.TEXT ? getText() : "";
        if (found == XmlResourceParser.TEXT) {
            found = next();
        }
        if (found != END_TAG) {
            throw new XmlPullParserException("expected END_TAG");
        }
        return text;
    }

    @Override
    public void require(int type, String namespace, String name) throws XmlPullParserException {
        if (type != event || name != null && !name.equals(getName())) {
            throw new XmlPullParserException("expected " + type + " " + name);
        }
    }

    @Override
    public boolean isEmptyElementTag() {
        return next + 8 <= data.size() && data.u16(next) == END;
    }

    @Override
    public boolean isWhitespace() {
        String text = getText();
        return text == null || text.isBlank();
    }

    @Override
    public int getLineNumber() {
        return event == START_DOCUMENT ? -1 : data.i32(at + 8);
    }

    @Override
    public String getPositionDescription() {
        return "Binary XML file line #" + getLineNumber();
    }

    @Override
    public String getNamespace() {
        return "";
    }

    @Override
    public String getNamespace(String prefix) {
        return "android".equals(prefix) ? ANDROID : null;
    }

    @Override
    public int getNamespaceCount(int depth) {
        return 0;
    }

    @Override
    public String getNamespacePrefix(int position) {
        return null;
    }

    @Override
    public String getNamespaceUri(int position) {
        return null;
    }

    @Override
    public String getPrefix() {
        return null;
    }

    @Override
    public String getAttributePrefix(int index) {
        return null;
    }

    @Override
    public String getAttributeType(int index) {
        return "CDATA";
    }

    @Override
    public boolean isAttributeDefault(int index) {
        return false;
    }

    @Override
    public int getColumnNumber() {
        return -1;
    }

    @Override
    public String getInputEncoding() {
        return null;
    }

    @Override
    public char[] getTextCharacters(int[] place) {
        return getText() == null ? null : getText().toCharArray();
    }

    @Override
    public void setInput(Reader in) throws XmlPullParserException {
        throw new XmlPullParserException("setInput() not supported");
    }

    @Override
    public void setInput(InputStream in, String encoding) throws XmlPullParserException {
        throw new XmlPullParserException("setInput() not supported");
    }

    @Override
    public void defineEntityReplacementText(String entity, String text) throws XmlPullParserException {
        throw new XmlPullParserException("defineEntityReplacementText() not supported");
    }

    @Override
    public boolean getFeature(String name) {
        return name.endsWith("#process-namespaces") || name.endsWith("#report-namespace-prefixes");
    }

    @Override
    public void setFeature(String name, boolean state) throws XmlPullParserException {
        if (!getFeature(name) || !state) {
            throw new XmlPullParserException("Unsupported feature: " + name);
        }
    }

    @Override
    public Object getProperty(String name) {
        return null;
    }

    @Override
    public void setProperty(String name, Object value) throws XmlPullParserException {
        throw new XmlPullParserException("setProperty() not supported");
    }

    @Override
    public void close() {}
}
