// The self-test's calls of native functions, on a thread of its own: Frida's own calls are nobody's.

import { compile, refuseMisfits } from "./compiled.js";
import source from "./canaries.c";
import { canary } from "../wire/wire.js";

/** Families of native hooks, with the functions that canaries.c calls, and its names for them. */
export const NATIVE: {
  family: string;
  points: string[];
  symbol: string;
  field: "open" | "connect" | "sendto" | "property" | "execve";
}[] = [
  { family: "file", points: ["file.sys.wlan0"], symbol: "open", field: "open" },
  { family: "socket", points: ["native.connect"], symbol: "connect", field: "connect" },
  { family: "native", points: ["native.sendto"], symbol: "sendto", field: "sendto" },
  { family: "property", points: ["native.property.serial"], symbol: "__system_property_get", field: "property" },
  { family: "command", points: ["native.execve"], symbol: "execve", field: "execve" },
];
const PATIENCE_MS = 3000;

const kept: unknown[] = [];

export function symbolOf(name: string): NativePointer {
  return Module.findGlobalExportByName(name) ?? NULL;
}

/** Calls them all; gives whether the calls came to an end. */
export function singNatively(): Promise<boolean> {
  const { module, facts } = compile(source, null, []);
  const P = "pointer";
  const WORK = facts.struct("work", { open: P, connect: P, sendto: P, property: P, execve: P, begun: P, done: P });
  refuseMisfits();
  const work = Memory.alloc(WORK.size);
  let tid = 0;
  const begun = new NativeCallback(
    () => {
      tid = Process.getCurrentThreadId();
      canary(tid, true);
    },
    "void",
    [],
  );
  NATIVE.forEach(({ symbol, field }) => work.add(WORK[field]).writePointer(symbolOf(symbol)));
  work.add(WORK.begun).writePointer(begun);
  kept.push(work, module, begun);
  const create = new NativeFunction(Module.getGlobalExportByName("pthread_create"), "int", [
    "pointer",
    "pointer",
    "pointer",
    "pointer",
  ]);
  const detach = new NativeFunction(Module.getGlobalExportByName("pthread_detach"), "int", ["pointer"]);
  const thread = Memory.alloc(8);
  if (create(thread, NULL, module.sing as NativePointer, work) !== 0) {
    return Promise.resolve(false);
  }
  detach(thread.readPointer());
  const end = Date.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const look = (): void => {
      const done = work.add(WORK.done).readPointer().toInt32() === 1;
      if (!done && Date.now() < end) {
        setTimeout(look, 2);
        return;
      }
      canary(tid, false);
      if (done) {
        kept.length = 0;
      }
      resolve(done);
    };
    look();
  });
}
