package android.util;

import org.xmlpull.v1.XmlPullParser;

/** Attributes of the element that a parser is at: the app's compiled XML knows them by itself. */
public class Xml {
    private Xml() {}

    public static AttributeSet asAttributeSet(XmlPullParser parser) {
        return (AttributeSet) parser;
    }
}
