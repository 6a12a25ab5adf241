package com.example.points;

import android.app.Application;

/** The test app. */
public final class App extends Application {}
