package kit;

import android.content.Context;
import android.graphics.Color;
import android.view.View;
import android.view.ViewGroup.LayoutParams;
import android.widget.Button;
import android.widget.CheckBox;
import android.widget.EditText;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;

/** A screen that is built line by line, and scrolls when it is too long. */
public final class Page {
    private static final int MARGIN = 48;
    private static final int LINK = Color.rgb(25, 118, 210);

    private final Context context;
    private final LinearLayout lines;

    public Page(Context context) {
        this.context = context;
        lines = new LinearLayout(context);
        lines.setOrientation(LinearLayout.VERTICAL);
        lines.setPadding(MARGIN, MARGIN, MARGIN, MARGIN);
    }

    /** The lines in a view that scrolls. */
    public View scrolling() {
        ScrollView scroll = new ScrollView(context);
        scroll.addView(lines);
        return scroll;
    }

    /** The lines alone, for dialogs and pages that fit. */
    public View plain() {
        return lines;
    }

    public <T extends View> T add(T view) {
        lines.addView(view, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT));
        return view;
    }

    public TextView heading(String text) {
        TextView view = text(text);
        view.setTextSize(24);
        return view;
    }

    public TextView text(String text) {
        TextView view = new TextView(context);
        view.setText(text);
        view.setTextSize(16);
        return add(view);
    }

    public TextView link(String text, View.OnClickListener listener) {
        TextView view = text(text);
        view.setTextColor(LINK);
        view.setOnClickListener(listener);
        return view;
    }

    public Button button(String text, View.OnClickListener listener) {
        Button view = new Button(context);
        view.setText(text);
        view.setOnClickListener(listener);
        return add(view);
    }

    public EditText field(String hint, int inputType) {
        EditText view = new EditText(context);
        view.setHint(hint);
        view.setInputType(inputType);
        return add(view);
    }

    public CheckBox box(String text, boolean ticked) {
        CheckBox view = new CheckBox(context);
        view.setText(text);
        view.setChecked(ticked);
        return add(view);
    }
}
