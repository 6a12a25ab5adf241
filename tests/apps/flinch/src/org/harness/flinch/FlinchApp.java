package org.harness.flinch;

import android.app.Application;
import android.util.Log;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Looks for Frida as protected apps do, and ends when it finds it. */
public class FlinchApp extends Application {
    @Override
    public void onCreate() {
        super.onCreate();
        boolean found = has("/proc/self/maps", "frida") | threads() | port();
        Log.i("Flinch", "found " + found);
        if (found) {
            android.os.Process.killProcess(android.os.Process.myPid());
        }
    }

    private static boolean threads() {
        boolean found = false;
        String[] all = new File("/proc/self/task").list();
        for (String tid : all == null ? new String[0] : all) {
            found |= has("/proc/self/task/" + tid + "/comm", "gum-js-loop");
        }
        return found;
    }

    private static boolean has(String path, String word) {
        try (BufferedReader lines = new BufferedReader(new FileReader(path))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(word)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    private static boolean port() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", 27042), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
