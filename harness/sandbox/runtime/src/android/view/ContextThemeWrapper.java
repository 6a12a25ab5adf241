package android.view;

import android.content.Context;
import android.content.ContextWrapper;

/** A context with a theme, of which the sandbox has one. */
public class ContextThemeWrapper extends ContextWrapper {
    public ContextThemeWrapper() {
        super(null);
    }

    public ContextThemeWrapper(Context base, int theme) {
        super(base);
    }

    public void setTheme(int theme) {}
}
