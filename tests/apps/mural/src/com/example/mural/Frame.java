package com.example.mural;

import android.content.Context;
import android.content.res.TypedArray;
import android.util.AttributeSet;
import android.widget.FrameLayout;
import android.widget.TextView;

/** A view of the app's own, with attributes of its own. */
public class Frame extends FrameLayout {
    public Frame(Context context, AttributeSet attributes) {
        super(context, attributes);
        TypedArray found = context.obtainStyledAttributes(attributes, R.styleable.Frame);
        TextView text = new TextView(context);
        text.setText(found.getString(R.styleable.Frame_caption) + " "
                + Integer.toHexString(found.getColor(R.styleable.Frame_wallColor, 0)));
        found.recycle();
        addView(text);
    }
}
