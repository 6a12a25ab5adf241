package com.example.app;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.harness.probe.Plain;

/** Makes the probe's calls when it is told to, and says where its account is. */
public final class ProbeOnArt {
    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("return"); line = in.readLine()) {
            System.out.println(Plain.all(line));
        }
    }
}
