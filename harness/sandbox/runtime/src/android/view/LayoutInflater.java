package android.view;

import android.content.Context;
import android.content.res.Resources;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import harness.runtime.App;
import harness.runtime.res.XmlParser;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.xmlpull.v1.XmlPullParser;
import org.xmlpull.v1.XmlPullParserException;

/** Makes views from the app's layouts. */
public abstract class LayoutInflater {
    /** Makes views instead of the inflater. */
    public interface Factory {
        View onCreateView(String name, Context context, AttributeSet attributes);
    }

    /** The same, knowing the parent. */
    public interface Factory2 extends Factory {
        View onCreateView(View parent, String name, Context context, AttributeSet attributes);
    }

    /** Says which classes may be made. */
    public interface Filter {
        boolean onLoadClass(Class<?> type);
    }

    private static final int MOST_INCLUDES = 20;
    private static final int[] THEME = {android.R.attr.theme};
    private static final String[] PREFIXES = {"android.widget.", "android.webkit.", "android.app."};

    private final Context context;
    private Factory factory;
    private Factory2 factory2;
    private Factory2 privateFactory;
    private Filter filter;
    private int depth;

    protected LayoutInflater(Context context) {
        this.context = context;
    }

    protected LayoutInflater(LayoutInflater original, Context context) {
        this.context = context;
        this.factory = original.factory;
        this.factory2 = original.factory2;
        this.privateFactory = original.privateFactory;
        this.filter = original.filter;
    }

    public static LayoutInflater from(Context context) {
        return (LayoutInflater) context.getSystemService(Context.LAYOUT_INFLATER_SERVICE);
    }

    public abstract LayoutInflater cloneInContext(Context context);

    public Context getContext() {
        return context;
    }

    public final Factory getFactory() {
        return factory;
    }

    public final Factory2 getFactory2() {
        return factory2;
    }

    public void setFactory(Factory to) {
        if (factory != null) {
            throw new IllegalStateException("A factory has already been set on this LayoutInflater");
        }
        factory = to;
    }

    public void setFactory2(Factory2 to) {
        if (factory != null) {
            throw new IllegalStateException("A factory has already been set on this LayoutInflater");
        }
        factory = factory2 = to;
    }

    /** The activity that the inflater belongs to: asked last, before the class is looked for. */
    public void setPrivateFactory(Factory2 to) {
        privateFactory = to;
    }

    public Filter getFilter() {
        return filter;
    }

    public void setFilter(Filter to) {
        filter = to;
    }

    public View inflate(int layout, ViewGroup root) {
        return read(context.getResources().getLayout(layout), root, root != null);
    }

    public View inflate(int layout, ViewGroup root, boolean attach) {
        View framework = FrameworkLayouts.make(context, layout);
        if (framework != null) {
            if (root != null && attach) {
                root.addView(framework);
            }
            return root != null && attach ? root : framework;
        }
        return read(context.getResources().getLayout(layout), root, attach);
    }

    public View inflate(XmlPullParser parser, ViewGroup root) {
        return read(parser, root, root != null);
    }

    public View inflate(XmlPullParser parser, ViewGroup root, boolean attach) {
        return read(parser, root, attach);
    }

    private View read(XmlPullParser parser, ViewGroup root, boolean attach) {
        try {
            start(parser);
            AttributeSet attributes = (AttributeSet) parser;
            if ("merge".equals(parser.getName())) {
                if (root == null || !attach) {
                    throw new InflateException("<merge /> can be used only with a valid ViewGroup root and attachToRoot=true");
                }
                children(parser, root, root.getContext(), attributes);
                return root;
            }
            View made = make(root, parser.getName(), context, attributes);
            if (root != null) {
                ViewGroup.LayoutParams params = root.generateLayoutParams(attributes);
                made.setLayoutParams(params);
            }
            children(parser, made, made.getContext(), attributes);
            if (root != null && attach) {
                root.addView(made, made.getLayoutParams());
                return root;
            }
            return made;
        } catch (XmlPullParserException | IOException | IndexOutOfBoundsException e) {
            InflateException failed = new InflateException(parser.getPositionDescription() + ": " + e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }

    private static void start(XmlPullParser parser) throws XmlPullParserException, IOException {
        int event = parser.next();
        while (event != XmlPullParser.START_TAG) {
            if (event == XmlPullParser.END_DOCUMENT) {
                throw new XmlPullParserException("No start tag found!");
            }
            event = parser.next();
        }
    }

    private void children(XmlPullParser parser, View parent, Context in, AttributeSet attributes)
            throws XmlPullParserException, IOException {
        int inside = parser.getDepth();
        for (int event = parser.next(); event != XmlPullParser.END_DOCUMENT; event = parser.next()) {
            if (event == XmlPullParser.END_TAG && parser.getDepth() == inside) {
                break;
            }
            if (event != XmlPullParser.START_TAG) {
                continue;
            }
            String name = parser.getName();
            switch (name) {
                case "requestFocus", "tag" -> skip(parser);
                case "merge" -> throw new InflateException("<merge /> must be the root element");
                case "include" -> include(parser, (ViewGroup) parent, in, attributes);
                default -> {
                    View made = make(parent, name, in, attributes);
                    ViewGroup group = (ViewGroup) parent;
                    ViewGroup.LayoutParams params = group.generateLayoutParams(attributes);
                    children(parser, made, made.getContext(), attributes);
                    group.addView(made, params);
                }
            }
        }
        parent.inflated();
    }

    private static void skip(XmlPullParser parser) throws XmlPullParserException, IOException {
        int inside = parser.getDepth();
        for (int event = parser.next(); event != XmlPullParser.END_DOCUMENT; event = parser.next()) {
            if (event == XmlPullParser.END_TAG && parser.getDepth() == inside) {
                return;
            }
        }
    }

    private void include(XmlPullParser parser, ViewGroup parent, Context in, AttributeSet attributes)
            throws XmlPullParserException, IOException {
        int layout = attributes.getAttributeResourceValue(null, "layout", 0);
        int id = attributes.getAttributeResourceValue("http://schemas.android.com/apk/res/android", "id", View.NO_ID);
        boolean sized = attributes.getAttributeValue("http://schemas.android.com/apk/res/android", "layout_width") != null;
        ViewGroup.LayoutParams params = sized ? parent.generateLayoutParams(attributes) : null;
        if (layout == 0 || ++depth > MOST_INCLUDES) {
            throw new InflateException(layout == 0 ? "You must specify a valid layout reference." : "Layouts that include each other");
        }
        View made = FrameworkLayouts.make(in, layout);
        if (made != null) {
            parent.addView(made);
        } else {
            XmlPullParser inner = context.getResources().getLayout(layout);
            start(inner);
            if ("merge".equals(inner.getName())) {
                children(inner, parent, in, (AttributeSet) inner);
            } else {
                made = make(parent, inner.getName(), in, (AttributeSet) inner);
                ViewGroup.LayoutParams own = params != null ? params : parent.generateLayoutParams((AttributeSet) inner);
                children(inner, made, made.getContext(), (AttributeSet) inner);
                parent.addView(made, own);
            }
        }
        if (made != null && id != View.NO_ID) {
            made.setId(id);
        }
        depth--;
        skip(parser);
    }

    private View make(View parent, String tag, Context in, AttributeSet attributes) {
        String name = "view".equals(tag) ? attributes.getClassAttribute() : tag;
        Context themed = themed(in, attributes);
        View made = factory2 != null ? factory2.onCreateView(parent, name, themed, attributes)
                : factory != null ? factory.onCreateView(name, themed, attributes) : null;
        if (made == null && privateFactory != null) {
            made = privateFactory.onCreateView(parent, name, themed, attributes);
        }
        try {
            if (made != null) {
                return made;
            }
            return name.indexOf('.') < 0 ? onCreateView(parent, name, attributes, themed) : construct(name, themed, attributes);
        } catch (ClassNotFoundException e) {
            InflateException failed = new InflateException(attributes.getPositionDescription() + ": Error inflating class " + name);
            failed.initCause(e);
            throw failed;
        }
    }

    private static Context themed(Context in, AttributeSet attributes) {
        if (!(attributes instanceof XmlParser)) {
            return in;
        }
        TypedArray found = in.getResources().obtainAttributes(attributes, THEME);
        int theme = found.getResourceId(0, 0);
        return theme == 0 ? in : new ContextThemeWrapper(in, theme);
    }

    private View onCreateView(View parent, String name, AttributeSet attributes, Context in) throws ClassNotFoundException {
        if (getClass() != com.android.internal.policy.PhoneLayoutInflater.class) {
            return onCreateView(parent, name, attributes);
        }
        return plain(name, in, attributes);
    }

    protected View onCreateView(View parent, String name, AttributeSet attributes) throws ClassNotFoundException {
        return onCreateView(name, attributes);
    }

    protected View onCreateView(String name, AttributeSet attributes) throws ClassNotFoundException {
        return plain(name, context, attributes);
    }

    private View plain(String name, Context in, AttributeSet attributes) throws ClassNotFoundException {
        for (String prefix : PREFIXES) {
            try {
                return construct(prefix + name, in, attributes);
            } catch (ClassNotFoundException e) {
                continue;
            }
        }
        return construct("android.view." + name, in, attributes);
    }

    public final View createView(String name, String prefix, AttributeSet attributes) throws ClassNotFoundException, InflateException {
        return construct(prefix == null ? name : prefix + name, context, attributes);
    }

    public final View createView(Context in, String name, String prefix, AttributeSet attributes)
            throws ClassNotFoundException, InflateException {
        return construct(prefix == null ? name : prefix + name, in, attributes);
    }

    private View construct(String name, Context in, AttributeSet attributes) throws ClassNotFoundException {
        Class<?> type = Class.forName(name, true, App.classLoader());
        if (filter != null && !filter.onLoadClass(type)) {
            throw new InflateException(attributes.getPositionDescription() + ": Class not allowed to be inflated " + name);
        }
        try {
            Constructor<? extends View> constructor = type.asSubclass(View.class).getConstructor(Context.class, AttributeSet.class);
            View made = constructor.newInstance(in, attributes);
            if (made instanceof ViewStub stub) {
                stub.setLayoutInflater(cloneInContext(in));
            }
            return made;
        } catch (InvocationTargetException e) {
            InflateException failed = new InflateException(attributes.getPositionDescription() + ": Error inflating class " + name);
            failed.initCause(e.getCause());
            throw failed;
        } catch (ReflectiveOperationException | ClassCastException e) {
            InflateException failed = new InflateException(attributes.getPositionDescription() + ": Error inflating class " + name);
            failed.initCause(e);
            throw failed;
        }
    }
}
