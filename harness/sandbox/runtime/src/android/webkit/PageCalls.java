package android.webkit;

import harness.runtime.Json;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an app gave to its pages, and the one script that is understood: the call of one of its methods with texts. */
final class PageCalls {
    private static final Pattern CALL =
            Pattern.compile("\\s*(?:window\\.)?(\\w+)\\.(\\w+)\\(\\s*((?:'[^'\\\\]*'|\"[^\"\\\\]*\")?)\\s*\\)\\s*;?\\s*");

    private final Map<String, Object> given = new ConcurrentHashMap<>();

    void add(String name, Object object) {
        if (object != null) {
            given.put(name, object);
        }
    }

    void remove(String name) {
        given.remove(name);
    }

    /** The script's value as JSON. As in a real one the method runs on a thread of the web view's own. */
    void run(String script, Consumer<String> after) {
        Matcher call = CALL.matcher(script);
        Object object = call.matches() ? given.get(call.group(1)) : null;
        if (object == null) {
            after.accept("null");
            return;
        }
        Thread thread = new Thread(() -> after.accept(value(object, call.group(2), call.group(3))), "JavaBridge");
        thread.setDaemon(true);
        thread.start();
    }

    /** Translation leaves annotations out, so that any public method can be called and not those with one alone. */
    private static String value(Object object, String name, String literal) {
        Object[] values = literal.isEmpty() ? new Object[0] : new Object[] {literal.substring(1, literal.length() - 1)};
        try {
            for (Method method : object.getClass().getMethods()) {
                boolean fits = method.getName().equals(name) && method.getParameterCount() == values.length;
                if (fits && method.getDeclaringClass() != Object.class) {
                    method.setAccessible(true);
                    return Json.write(method.invoke(object, values));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException thrown) {
            // a page sees an exception of its own; the call's value is nothing
        }
        return "null";
    }
}
