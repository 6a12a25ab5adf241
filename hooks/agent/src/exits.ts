// The last moment of a process: whatever ends it, the host gets the queue first.

import { EXIT_TIMEOUT_MS } from "./kinds.js";
import { replace } from "./replace.js";
import { drain, failed } from "./wire.js";

const NATIVE = ["exit", "_exit", "_Exit", "abort"];
const JAVA: [string, string][] = [["java.lang.Shutdown", "shutdown"], ["java.lang.Shutdown", "halt"]];

export function guardExits(env: BridgeEnv): void {
  for (const [name, method] of JAVA) {
    try {
      for (const overload of (Java.use(name)[method] as { overloads: BridgeMethod[] }).overloads) {
        replace(overload, env, (original) => {
          drain(EXIT_TIMEOUT_MS);
          return original();
        });
      }
    } catch (error) {
      failed(error);
    }
  }
  for (const name of NATIVE) {
    const address = Module.findGlobalExportByName(name);
    if (address !== null) {
      Interceptor.attach(address, { onEnter: () => void drain(EXIT_TIMEOUT_MS) });
    }
  }
}
