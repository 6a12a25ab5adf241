package harness.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The Unix domain socket to the system: JSON lines both ways, any thread may call, one thread reads. */
final class Channel {
    private final SocketChannel socket;
    private final Consumer<Map<String, Object>> events;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
    private final Object writing = new Object();

    Channel(String path, Consumer<Map<String, Object>> events) throws IOException {
        this.events = events;
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(path));
        Thread reader = new Thread(this::read, "harness-io");
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends a request and waits for its answer, interrupted or not (as a binder call does). */
    Map<String, Object> call(String name, Map<String, Object> args) {
        long id = ids.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        send(Json.map("id", id, "call", name, "args", args));
        return answer.join();
    }

    void send(Map<String, Object> message) {
        ByteBuffer line = ByteBuffer.wrap((Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8));
        // A thread interrupted in a channel operation closes the channel; apps interrupt their threads freely.
        boolean interrupted = Thread.interrupted();
        try {
            synchronized (writing) {
                while (line.hasRemaining()) {
                    socket.write(line);
                }
            }
        } catch (IOException e) {
            deviceGone();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            while (socket.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte b = buffer.get();
                    if (b == '\n') {
                        receive(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(b);
                    }
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // The same as its end: below.
        }
        deviceGone();
    }

    @SuppressWarnings("unchecked")
    private void receive(String line) {
        Map<String, Object> message = (Map<String, Object>) Json.parse(line);
        if (message.containsKey("event")) {
            events.accept(message);
            return;
        }
        CompletableFuture<Map<String, Object>> answer = waiting.remove(message.get("id"));
        if (answer != null) {
            answer.complete(message);
        }
    }

    /** The device was switched off: nothing that the app does after this can be observed, so it ends here. */
    private static void deviceGone() {
        Runtime.getRuntime().halt(137);
    }
}
