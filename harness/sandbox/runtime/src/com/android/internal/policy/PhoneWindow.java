package com.android.internal.policy;

import android.content.Context;
import android.view.Window;

/** The window's class on Android. */
public class PhoneWindow extends Window {
    public PhoneWindow(Context context, String kind) {
        super(context, kind);
    }
}
