package com.example.invisible;

import android.app.Application;

/** The test app. */
public final class App extends Application {}
