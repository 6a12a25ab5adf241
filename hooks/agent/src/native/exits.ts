// The last moment of a process: whatever ends it, the host gets the queue first.

import { closing, library, shared, SHARED } from "./core.js";
import { EXIT_TIMEOUT_MS } from "../kinds/plain.js";
import { replace } from "../java/methods/replace.js";
import { drain, failed } from "../wire/wire.js";

/** What the native part does at a function of the C library: after `on_end` the process is gone. */
const NATIVE: Record<string, string> = {
  exit: "on_exit",
  _exit: "on_end",
  _Exit: "on_end",
  abort: "on_end",
  kill: "on_kill",
  raise: "on_raise",
  tgkill: "on_tgkill",
};
/** A desktop JVM's. Android has no such class: its Runtime.exit and halt end in the C library's exit (libcore Runtime.java). */
const JAVA: [string, string][] = [
  ["java.lang.Shutdown", "shutdown"],
  ["java.lang.Shutdown", "halt"],
];

const ending = new NativeCallback(() => void drain(EXIT_TIMEOUT_MS), "void", []);

export function guardExits(env: BridgeEnv): void {
  if (Java.api.flavor !== "jvm") {
    return;
  }
  for (const [name, method] of JAVA) {
    try {
      for (const overload of (Java.use(name)[method] as { overloads: BridgeMethod[] }).overloads) {
        replace(overload, env, (original) => {
          closing();
          drain(EXIT_TIMEOUT_MS);
          closing(); // the wait for the host may have been long
          return original();
        });
      }
    } catch (error) {
      failed(error);
    }
  }
}

export function guardNativeExits(): void {
  shared.add(SHARED.drain).writePointer(ending);
  for (const [name, onEnter] of Object.entries(NATIVE)) {
    const address = Module.findGlobalExportByName(name);
    if (address !== null) {
      Interceptor.attach(address, { onEnter: library[onEnter] as NativePointer });
    }
  }
}
