package com.android.internal.policy;

import android.content.Context;
import android.view.LayoutInflater;

/** The inflater's class on Android. */
public class PhoneLayoutInflater extends LayoutInflater {
    public PhoneLayoutInflater(Context context) {
        super(context);
    }

    private PhoneLayoutInflater(LayoutInflater original, Context context) {
        super(original, context);
    }

    @Override
    public LayoutInflater cloneInContext(Context context) {
        return new PhoneLayoutInflater(this, context);
    }
}
