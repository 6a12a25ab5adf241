package org.harness.probe.ways;

/** Every way out that the probe tries. */
public final class Ways {
    public static final Way[] ALL = {
        new UrlConnection("urlconnection", false), new UrlConnection("no_proxy", true), new PlainHttp(), new SocketHttp(),
        new Http2(), new WebSocket(), new Pinned(), new RawTls(), new RawTcp(), new NativeTcp(), new Udp(), new Quic(), new Dns(), new Web(), new TlsEngine(),
    };

    public static final int PATIENCE_MS = 6000;

    private Ways() {}

    public static String host(String name) {
        return name.replace('_', '-') + ".harness-probe.example";
    }
}
