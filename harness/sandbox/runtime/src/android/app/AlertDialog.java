package android.app;

import android.content.Context;
import android.content.DialogInterface;
import android.os.Bundle;
import android.view.View;
import android.view.ViewGroup;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ListAdapter;
import android.widget.ListView;
import android.widget.ArrayAdapter;
import android.widget.ScrollView;
import android.widget.TextView;

/** A dialog with a title, a message and up to three buttons. */
public class AlertDialog extends Dialog implements DialogInterface {
    private final LinearLayout panel;
    private final TextView message;
    private final LinearLayout custom;
    private final Button[] buttons = new Button[3];

    protected AlertDialog(Context context) {
        super(context);
        panel = column(context);
        message = new TextView(context);
        message.setId(android.R.id.message);
        message.setVisibility(View.GONE);
        custom = column(context);
        buttons[0] = button(BUTTON_POSITIVE, android.R.id.button1);
        buttons[1] = button(BUTTON_NEGATIVE, android.R.id.button2);
        buttons[2] = button(BUTTON_NEUTRAL, android.R.id.button3);
    }

    protected AlertDialog(Context context, int theme) {
        this(context);
    }

    private static LinearLayout column(Context context) {
        LinearLayout column = new LinearLayout(context);
        column.setOrientation(LinearLayout.VERTICAL);
        return column;
    }

    private Button button(int which, int id) {
        Button button = new Button(getContext());
        button.setId(id);
        button.setVisibility(View.GONE);
        return button;
    }

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        CharSequence title = getWindow().title();
        if (title.length() > 0) {
            TextView heading = new TextView(getContext());
            heading.setId(android.R.id.title);
            heading.setText(title);
            panel.addView(heading);
        }
        ScrollView scroll = new ScrollView(getContext());
        scroll.addView(message);
        scroll.setVisibility(message.getVisibility());
        panel.addView(scroll);
        panel.addView(custom);
        LinearLayout bar = new LinearLayout(getContext());
        for (int i : new int[] {2, 1, 0}) {
            bar.addView(buttons[i], new LinearLayout.LayoutParams(0, ViewGroup.LayoutParams.WRAP_CONTENT, 1));
        }
        panel.addView(bar);
        setContentView(panel);
    }

    public Button getButton(int which) {
        return which >= BUTTON_NEUTRAL && which <= BUTTON_POSITIVE ? buttons[-1 - which] : null;
    }

    public void setMessage(CharSequence text) {
        message.setText(text);
        message.setVisibility(text == null ? View.GONE : View.VISIBLE);
    }

    public void setView(View view) {
        custom.removeAllViews();
        custom.addView(view);
    }

    public void setButton(int which, CharSequence text, OnClickListener listener) {
        Button button = getButton(which);
        button.setText(text);
        button.setVisibility(View.VISIBLE);
        button.setOnClickListener(view -> {
            if (listener != null) {
                listener.onClick(this, which);
            }
            dismiss();
        });
    }

    public ListView getListView() {
        return custom.getChildAt(0) instanceof ListView list ? list : null;
    }

    /** Says what the dialog shall be, then makes it. */
    public static class Builder {
        private final Context context;
        private final AlertDialog dialog;

        public Builder(Context context) {
            this.context = context;
            this.dialog = new AlertDialog(context);
        }

        public Builder(Context context, int theme) {
            this(context);
        }

        public Context getContext() {
            return context;
        }

        public Builder setTitle(CharSequence title) {
            dialog.setTitle(title);
            return this;
        }

        public Builder setMessage(CharSequence message) {
            dialog.setMessage(message);
            return this;
        }

        public Builder setView(View view) {
            dialog.setView(view);
            return this;
        }

        public Builder setPositiveButton(CharSequence text, OnClickListener listener) {
            dialog.setButton(BUTTON_POSITIVE, text, listener);
            return this;
        }

        public Builder setNegativeButton(CharSequence text, OnClickListener listener) {
            dialog.setButton(BUTTON_NEGATIVE, text, listener);
            return this;
        }

        public Builder setNeutralButton(CharSequence text, OnClickListener listener) {
            dialog.setButton(BUTTON_NEUTRAL, text, listener);
            return this;
        }

        public Builder setItems(CharSequence[] items, OnClickListener listener) {
            return setAdapter(new ArrayAdapter<>(context, android.R.layout.simple_list_item_1, items), listener);
        }

        public Builder setAdapter(ListAdapter adapter, OnClickListener listener) {
            ListView list = new ListView(context);
            list.setAdapter(adapter);
            list.setOnItemClickListener((parent, view, position, id) -> {
                if (listener != null) {
                    listener.onClick(dialog, position);
                }
                dialog.dismiss();
            });
            dialog.setView(list);
            return this;
        }

        public Builder setCancelable(boolean cancelable) {
            dialog.setCancelable(cancelable);
            return this;
        }

        public Builder setIcon(int id) {
            return this;
        }

        public Builder setOnCancelListener(OnCancelListener listener) {
            dialog.setOnCancelListener(listener);
            return this;
        }

        public Builder setOnDismissListener(OnDismissListener listener) {
            dialog.setOnDismissListener(listener);
            return this;
        }

        public AlertDialog create() {
            return dialog;
        }

        public AlertDialog show() {
            dialog.show();
            return dialog;
        }
    }
}
