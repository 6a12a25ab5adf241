package android.widget;

import android.content.Context;
import android.content.res.ColorStateList;
import android.content.res.TypedArray;
import android.graphics.Typeface;
import android.graphics.drawable.Drawable;
import android.text.Editable;
import android.text.InputType;
import android.text.SpannableStringBuilder;
import android.text.TextPaint;
import android.text.TextWatcher;
import android.util.AttributeSet;
import android.view.View;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Shows text. */
public class TextView extends View {
    private static final int[] WANTED = {
        android.R.attr.text, android.R.attr.hint, android.R.attr.inputType, android.R.attr.password, android.R.attr.textColor,
    };

    private CharSequence text = "";
    private CharSequence hint;
    private int color = 0xff000000;
    private int inputType;
    private float size = 14;
    private final List<TextWatcher> watchers = new CopyOnWriteArrayList<>();

    public TextView(Context context) {
        super(context);
    }

    public TextView(Context context, AttributeSet attributes) {
        this(context, attributes, android.R.attr.textViewStyle);
    }

    public TextView(Context context, AttributeSet attributes, int attribute) {
        super(context, attributes, attribute);
        if (attributes != null) {
            TypedArray found = context.obtainStyledAttributes(attributes, WANTED, attribute, 0);
            setText(found.getText(0));
            setHint(found.getText(1));
            inputType = found.getInt(2, found.getBoolean(3, false) ? InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_PASSWORD : 0);
            color = found.getColor(4, color);
        }
    }

    /** How a text is kept. */
    public enum BufferType { NORMAL, SPANNABLE, EDITABLE }

    /** Hears the input method's action. */
    public interface OnEditorActionListener {
        boolean onEditorAction(TextView view, int action, android.view.KeyEvent event);
    }

    public void setText(CharSequence value, BufferType type) {
        setText(value);
    }

    public final void setText(int id, BufferType type) {
        setText(getResources().getText(id));
    }

    public final void setHint(int id) {
        setHint(getResources().getText(id));
    }

    public void setTextColor(ColorStateList colors) {
        color = colors.getDefaultColor();
    }

    public final ColorStateList getTextColors() {
        return ColorStateList.valueOf(color);
    }

    public final ColorStateList getHintTextColors() {
        return ColorStateList.valueOf(color);
    }

    public Drawable[] getCompoundDrawables() {
        return new Drawable[4];
    }

    public Drawable[] getCompoundDrawablesRelative() {
        return new Drawable[4];
    }

    public TextPaint getPaint() {
        return new TextPaint();
    }

    public CharSequence getText() {
        return text;
    }

    /** What is on the screen, for the device: it is no reading of the app's. */
    public final CharSequence shown() {
        return text;
    }

    public final void setText(CharSequence value) {
        CharSequence before = text;
        CharSequence after = value == null ? "" : value;
        watchers.forEach(watcher -> watcher.beforeTextChanged(before, 0, before.length(), after.length()));
        text = this instanceof EditText ? new SpannableStringBuilder(after) : after;
        watchers.forEach(watcher -> watcher.onTextChanged(text, 0, before.length(), text.length()));
        if (text instanceof Editable editable) {
            watchers.forEach(watcher -> watcher.afterTextChanged(editable));
        }
        invalidate();
    }

    public final void setText(int id) {
        setText(getResources().getText(id));
    }

    public final void append(CharSequence more) {
        setText(text.toString() + more);
    }

    public int length() {
        return text.length();
    }

    public CharSequence getHint() {
        return hint;
    }

    public final void setHint(CharSequence hint) {
        this.hint = hint;
        invalidate();
    }

    public void addTextChangedListener(TextWatcher watcher) {
        watchers.add(watcher);
    }

    public void removeTextChangedListener(TextWatcher watcher) {
        watchers.remove(watcher);
    }

    public void setInputType(int type) {
        inputType = type;
    }

    public int getInputType() {
        return inputType;
    }

    /** Whether what is typed here is shown as dots. */
    public final boolean isPassword() {
        int kind = inputType & 15;
        int variation = inputType & 0xff0;
        return kind == InputType.TYPE_CLASS_TEXT && variation == InputType.TYPE_TEXT_VARIATION_PASSWORD
                || kind == InputType.TYPE_CLASS_NUMBER && variation == InputType.TYPE_NUMBER_VARIATION_PASSWORD;
    }

    public void setTextColor(int color) {
        this.color = color;
    }

    public final int getCurrentTextColor() {
        return color;
    }

    public void setTextSize(float size) {
        this.size = size;
    }

    public void setTextSize(int unit, float size) {
        this.size = size;
    }

    public float getTextSize() {
        return size;
    }

    public void setGravity(int gravity) {}

    public void setTypeface(Typeface font) {}

    public void setTypeface(Typeface font, int style) {}

    public void setLines(int lines) {}

    public void setMaxLines(int lines) {}

    public void setSingleLine() {}

    public void setSingleLine(boolean single) {}

    public void setAllCaps(boolean caps) {}

    public void setLineSpacing(float add, float times) {}

    public void setTextIsSelectable(boolean selectable) {}

    public void setCompoundDrawables(Drawable left, Drawable top, Drawable right, Drawable bottom) {}
}
