package android.view;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.res.Configuration;
import android.content.res.Resources;

/** A context with a theme of its own, on top of its base's. */
public class ContextThemeWrapper extends ContextWrapper {
    private Resources.Theme theme;
    private int style;
    private LayoutInflater inflater;

    public ContextThemeWrapper() {
        super(null);
    }

    public ContextThemeWrapper(Context base, int theme) {
        super(base);
        this.style = theme;
    }

    public ContextThemeWrapper(Context base, Resources.Theme theme) {
        super(base);
        this.theme = theme;
    }

    @Override
    public void setTheme(int style) {
        this.style = style;
        if (theme != null) {
            onApplyThemeResource(theme, style, false);
        }
    }

    @Override
    public Resources.Theme getTheme() {
        if (theme == null) {
            theme = getResources().newTheme();
            Context base = getBaseContext();
            if (base != null && base.getTheme() != null) {
                theme.setTo(base.getTheme());
            }
            onApplyThemeResource(theme, style, true);
        }
        return theme;
    }

    protected void onApplyThemeResource(Resources.Theme theme, int style, boolean first) {
        theme.applyStyle(style, true);
    }

    public void applyOverrideConfiguration(Configuration configuration) {}

    /** The inflater is this context's own, so that views get its theme. */
    @Override
    public Object getSystemService(String name) {
        if (!LAYOUT_INFLATER_SERVICE.equals(name)) {
            return super.getSystemService(name);
        }
        if (inflater == null) {
            inflater = LayoutInflater.from(getBaseContext()).cloneInContext(this);
        }
        return inflater;
    }
}
