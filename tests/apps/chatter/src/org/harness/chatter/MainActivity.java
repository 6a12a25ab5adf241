package org.harness.chatter;

import android.app.Activity;
import android.os.Bundle;
import android.provider.Settings;
import android.util.Log;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says the Android ID on a WebSocket and over HTTP/2, with the JDK's own client (java.net.http, which only the sandbox
 * has, hence by reflection), and waits for a mail server's first words.
 */
public final class MainActivity extends Activity {
    private static final String CLIENT = "java.net.http.HttpClient";

    private interface Way {
        String go() throws Exception;
    }

    private String id;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        id = Settings.Secure.getString(getContentResolver(), Settings.Secure.ANDROID_ID);
        new Thread(this::all, "chatter").start();
    }

    private void all() {
        go("websocket", this::webSocket);
        go("http2", this::http2);
        go("greeting", this::greeting);
        Log.i("Chatter", "done");
    }

    private void go(String name, Way way) {
        String what;
        try {
            what = way.go();
        } catch (Throwable error) {
            what = String.valueOf(error.getCause() == null ? error : error.getCause());
        }
        Log.i("Chatter", name + ": " + what);
    }

    private String webSocket() throws Exception {
        Class<?> socket = Class.forName("java.net.http.WebSocket");
        Class<?> listener = Class.forName("java.net.http.WebSocket$Listener");
        Method request = socket.getMethod("request", long.class);
        StringBuffer heard = new StringBuffer();
        CountDownLatch closed = new CountDownLatch(1);
        Object ears = Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, (self, method, args) -> {
            heard.append(' ').append(method.getName());
            if (method.getName().equals("onClose") || method.getName().equals("onError")) {
                closed.countDown();
            }
            request.invoke(args[0], 1L);
            return null;
        });
        Object client = Class.forName(CLIENT).getMethod("newHttpClient").invoke(null);
        Class<?> builder = Class.forName("java.net.http.WebSocket$Builder");
        Object made = Class.forName(CLIENT).getMethod("newWebSocketBuilder").invoke(client);
        builder.getMethod("subprotocols", String.class, String[].class).invoke(made, "chat.v2", new String[] {"chat.v1"});
        Object opening = builder.getMethod("buildAsync", URI.class, listener)
            .invoke(made, URI.create("wss://chat.chatter.example/live"), ears);
        Object chat = ((CompletableFuture<?>) opening).get(20, TimeUnit.SECONDS);
        Method text = socket.getMethod("sendText", CharSequence.class, boolean.class);
        done(text.invoke(chat, "{\"id\":\"" + id.substring(0, 5), false));
        done(text.invoke(chat, id.substring(5) + "\"}", true));
        byte[] bytes = ("\0\1" + id).getBytes(StandardCharsets.UTF_8);
        done(socket.getMethod("sendBinary", ByteBuffer.class, boolean.class).invoke(chat, ByteBuffer.wrap(bytes), true));
        done(socket.getMethod("sendPing", ByteBuffer.class).invoke(chat, ByteBuffer.wrap(new byte[] {1})));
        done(socket.getMethod("sendClose", int.class, String.class).invoke(chat, 1000, "bye"));
        closed.await(20, TimeUnit.SECONDS);
        return socket.getMethod("getSubprotocol").invoke(chat) + heard.toString();
    }

    private static void done(Object sending) throws Exception {
        ((CompletableFuture<?>) sending).get(20, TimeUnit.SECONDS);
    }

    private String http2() throws Exception {
        Class<?> publishers = Class.forName("java.net.http.HttpRequest$BodyPublishers");
        Class<?> publisher = Class.forName("java.net.http.HttpRequest$BodyPublisher");
        Class<?> builder = Class.forName("java.net.http.HttpRequest$Builder");
        Class<?> handler = Class.forName("java.net.http.HttpResponse$BodyHandler");
        Class<?> response = Class.forName("java.net.http.HttpResponse");
        Class<?> request = Class.forName("java.net.http.HttpRequest");
        Object made = request.getMethod("newBuilder", URI.class).invoke(null, URI.create("https://api.chatter.example/two"));
        builder.getMethod("POST", publisher).invoke(made, publishers.getMethod("ofString", String.class).invoke(null, "id=" + id));
        Object asked = builder.getMethod("build").invoke(made);
        Object strings = Class.forName("java.net.http.HttpResponse$BodyHandlers").getMethod("ofString").invoke(null);
        Object client = Class.forName(CLIENT).getMethod("newHttpClient").invoke(null);
        Object answer = Class.forName(CLIENT).getMethod("send", request, handler).invoke(client, asked, strings);
        return response.getMethod("version").invoke(answer) + " " + response.getMethod("statusCode").invoke(answer) + " "
            + response.getMethod("body").invoke(answer);
    }

    private String greeting() throws Exception {
        try (Socket mail = new Socket("smtp.chatter.example", 25)) {
            mail.setSoTimeout(1500);
            return "heard " + mail.getInputStream().read();
        } catch (SocketTimeoutException silent) {
            return "silence";
        }
    }
}
