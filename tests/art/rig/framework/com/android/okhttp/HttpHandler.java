package com.android.okhttp;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** Without Android's okhttp URLs can be made and not opened. */
public final class HttpHandler extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        throw new IOException("there is no okhttp here");
    }
}
