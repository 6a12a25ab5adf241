package com.lockroom.escape.tricks;

import java.net.Socket;

/** A program of its own, for {@link Child} and {@link Daemon}: waits so many seconds, then sends a line. */
public final class Sender {
    private Sender() {}

    public static void main(String[] words) throws Exception {
        if (words.length > 3) {
            Thread.sleep(1000 * Long.parseLong(words[3]));
        }
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            socket.getOutputStream().write((words[2] + "\n").getBytes("UTF-8"));
        }
    }
}
