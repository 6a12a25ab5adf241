package android.view;

import android.content.Context;
import android.widget.CheckBox;
import android.widget.LinearLayout;
import android.widget.RadioButton;
import android.widget.TextView;

/** The framework's layouts that apps use for their lists. */
final class FrameworkLayouts {
    private FrameworkLayouts() {}

    /** Null for a layout of the app's, or one that is not kept here. */
    static View make(Context context, int layout) {
        return switch (layout) {
            case android.R.layout.simple_list_item_1, android.R.layout.simple_list_item_activated_1,
                    android.R.layout.simple_spinner_item, android.R.layout.simple_spinner_dropdown_item,
                    android.R.layout.simple_dropdown_item_1line, android.R.layout.test_list_item ->
                named(new TextView(context), android.R.id.text1);
            case android.R.layout.simple_list_item_checked, android.R.layout.simple_list_item_multiple_choice ->
                named(new CheckBox(context), android.R.id.text1);
            case android.R.layout.simple_list_item_single_choice -> named(new RadioButton(context), android.R.id.text1);
            case android.R.layout.simple_list_item_2, android.R.layout.simple_list_item_activated_2, android.R.layout.two_line_list_item -> {
                LinearLayout both = new LinearLayout(context);
                both.setOrientation(LinearLayout.VERTICAL);
                both.addView(named(new TextView(context), android.R.id.text1));
                both.addView(named(new TextView(context), android.R.id.text2));
                yield both;
            }
            default -> null;
        };
    }

    private static View named(View view, int id) {
        view.setId(id);
        return view;
    }
}
