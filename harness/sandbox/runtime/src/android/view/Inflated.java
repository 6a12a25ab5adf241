package android.view;

import android.content.Context;
import android.content.ContextWrapper;
import java.lang.reflect.Method;

/** What a view takes from the attributes of its element, its style and the theme. */
final class Inflated {
    static final int[] WANTED = {
        android.R.attr.id, android.R.attr.tag, android.R.attr.visibility, android.R.attr.enabled,
        android.R.attr.clickable, android.R.attr.longClickable, android.R.attr.focusable,
        android.R.attr.contentDescription, android.R.attr.onClick, android.R.attr.background, android.R.attr.padding,
    };
    static final int[] VISIBILITY = {View.VISIBLE, View.INVISIBLE, View.GONE};

    private Inflated() {}

    /** {@code android:onClick}: the method of the context that has it, looked for when it is clicked. */
    record Declared(View view, String name) implements View.OnClickListener {
        @Override
        public void onClick(View clicked) {
            for (Context at = view.getContext(); at != null; at = at instanceof ContextWrapper wrapper ? wrapper.getBaseContext() : null) {
                Method method;
                try {
                    method = at.getClass().getMethod(name, View.class);
                } catch (NoSuchMethodException e) {
                    continue;
                }
                try {
                    method.invoke(at, clicked);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("Could not execute method for android:onClick", e);
                }
                return;
            }
            throw new IllegalStateException("Could not find method " + name + "(View) in a parent or ancestor Context for "
                    + "android:onClick attribute defined on view " + view.getClass());
        }
    }
}
