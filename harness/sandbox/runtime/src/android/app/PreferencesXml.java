package android.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The file format of preferences. */
final class PreferencesXml {
    private PreferencesXml() {}

    static Map<String, Object> read(Path file) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return values;
        }
        try {
            NodeList nodes = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile())
                    .getDocumentElement().getChildNodes();
            for (int i = 0; i < nodes.getLength(); i++) {
                if (nodes.item(i) instanceof Element element) {
                    values.put(element.getAttribute("name"), value(element));
                }
            }
        } catch (IOException | SAXException | ParserConfigurationException | NumberFormatException e) {
            values.clear();
        }
        return values;
    }

    private static Object value(Element element) {
        String value = element.getAttribute("value");
        switch (element.getTagName()) {
            case "int":
                return Integer.valueOf(value);
            case "long":
                return Long.valueOf(value);
            case "float":
                return Float.valueOf(value);
            case "boolean":
                return Boolean.valueOf(value);
            case "set":
                Set<String> set = new HashSet<>();
                NodeList items = element.getElementsByTagName("string");
                for (int i = 0; i < items.getLength(); i++) {
                    set.add(items.item(i).getTextContent());
                }
                return set;
            default:
                return element.getTextContent();
        }
    }

    static String write(Map<String, Object> values) {
        StringBuilder out = new StringBuilder("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n");
        values.forEach((key, value) -> {
            String name = " name=\"" + escape(key) + "\"";
            if (value instanceof String text) {
                out.append("    <string").append(name).append('>').append(escape(text)).append("</string>\n");
            } else if (value instanceof Set<?> set) {
                out.append("    <set").append(name).append(">\n");
                set.forEach(item -> out.append("        <string>").append(escape(item.toString())).append("</string>\n"));
                out.append("    </set>\n");
            } else {
                String type = value instanceof Integer ? "int" : value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
                out.append("    <").append(type).append(name).append(" value=\"").append(value).append("\" />\n");
            }
        });
        return out.append("</map>\n").toString();
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> {
            if ("<>&\"".indexOf(c) >= 0 || c < ' ') {
                out.append("&#").append(c).append(';');
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }
}
