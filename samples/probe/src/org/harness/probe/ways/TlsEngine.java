package org.harness.probe.ways;

import android.content.Context;
import java.io.EOFException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** HTTPS by an {@code SSLEngine}, which leaves the socket to whoever uses it: as Netty and its like do. */
final class TlsEngine implements Way {
    private static final int ROUNDS = 200;

    @Override
    public String name() {
        return "tls_engine";
    }

    @Override
    public String send(Context context, String form, byte[] body) throws Exception {
        String host = Ways.host(name());
        SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        try (Socket socket = Wires.tcp(host, 443)) {
            ByteBuffer plain = ByteBuffer.wrap(Wires.post(host, form, body));
            ByteBuffer received = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
            ByteBuffer answer = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize());
            received.flip();
            engine.beginHandshake();
            for (int round = 0; round < ROUNDS; round++) {
                SSLEngineResult.HandshakeStatus state = engine.getHandshakeStatus();
                if (state == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                } else if (state == SSLEngineResult.HandshakeStatus.NEED_WRAP || idle(state) && plain.hasRemaining()) {
                    wrap(engine, plain, socket);
                } else if (unwrap(engine, received, answer, socket) && answer.position() > 0) {
                    return "answered " + new String(answer.array(), 0, Math.min(15, answer.position()), "US-ASCII");
                }
            }
            return "no answer";
        }
    }

    private static boolean idle(SSLEngineResult.HandshakeStatus state) {
        return state == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING || state == SSLEngineResult.HandshakeStatus.FINISHED;
    }

    private static void wrap(SSLEngine engine, ByteBuffer plain, Socket socket) throws Exception {
        ByteBuffer sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(plain, sealed);
        socket.getOutputStream().write(sealed.array(), 0, sealed.position());
        socket.getOutputStream().flush();
    }

    /** Whether something was taken; else more has been read. */
    private static boolean unwrap(SSLEngine engine, ByteBuffer received, ByteBuffer answer, Socket socket) throws Exception {
        if (received.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(received, answer);
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                return true;
            }
        }
        received.compact();
        int more = socket.getInputStream().read(received.array(), received.position(), received.remaining());
        if (more < 0) {
            throw new EOFException("closed in the middle");
        }
        received.position(received.position() + more);
        received.flip();
        return false;
    }
}
