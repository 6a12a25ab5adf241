// Stacks as JVMTI gives them, on a desktop JVM: the native part walks them, this says what the frames are.

import { LINE, rawFrames, shared, SHARED, type Thread } from "../../native/core.js";
import * as jni from "../jni.js";
import { settled } from "../operation.js";
import { place } from "./frames.js";

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const MOST = 100_000;

/** Has the native part walk stacks by JVMTI; gives what describes the last one that it walked on this thread. */
export function prepare(jvmti: NativePointer): (t: Thread, env: jni.Ref) => string[] {
  const describe = frameReader(jvmti);
  shared.add(SHARED.jvmti).writePointer(jvmti);
  return (t, env) => rawFrames(t).map(({ method, location }) => describe(env, method, location));
}

function frameReader(jvmti: NativePointer): (env: jni.Ref, method: NativePointer, location: number) => string {
  const call = (index: number, ...types: any[]): any => {
    const address = jvmti
      .readPointer()
      .add(index * Process.pointerSize)
      .readPointer();
    const native = new NativeFunction(address, "int", ["pointer", ...types] as any, EXCLUSIVE);
    return (...args: any[]): any => {
      settled();
      return (native as any)(...args);
    };
  };
  const wanted = Memory.alloc(16);
  wanted.writeU32((1 << 11) | (1 << 12)); // can_get_source_file_name, can_get_line_numbers
  call(141, "pointer")(jvmti, wanted);
  const getName = call(63, "pointer", "pointer", "pointer", "pointer");
  const getHolder = call(64, "pointer", "pointer");
  const getSignature = call(47, "pointer", "pointer", "pointer");
  const getSource = call(49, "pointer", "pointer");
  const getLines = call(69, "pointer", "pointer", "pointer");
  const deallocate = call(46, "pointer");
  const out = Memory.alloc(16);
  const cache = new Map<string, string>();

  const taken = <T>(readIt: (p: NativePointer) => T): T => {
    const p = out.readPointer();
    const value = readIt(p);
    deallocate(jvmti, p);
    return value;
  };
  const lineOf = (method: NativePointer, location: number): number => {
    if (getLines(jvmti, method, out.add(8), out) !== 0) {
      return 0;
    }
    const n = out.add(8).readS32();
    return taken((p) => {
      let line = 0;
      for (let i = 0; i < n; i++) {
        const row = p.add(i * LINE.size);
        if (row.add(LINE.start).readS64().toNumber() <= location) {
          line = row.add(LINE.number).readS32();
        }
      }
      return line;
    });
  };
  const describe = (method: NativePointer, location: number): string => {
    if (getName(jvmti, method, out, NULL, NULL) !== 0) {
      return "?";
    }
    const name = taken((p) => p.readUtf8String() ?? "?");
    if (getHolder(jvmti, method, out) !== 0) {
      return `?.${name}(Unknown Source)`;
    }
    const holder = out.readPointer();
    const signature = getSignature(jvmti, holder, out, NULL) === 0 ? taken((p) => p.readUtf8String() ?? "L?;") : "L?;";
    const file = getSource(jvmti, holder, out) === 0 ? taken((p) => p.readUtf8String()) : null;
    const line = location === -1 ? -2 : lineOf(method, location);
    return `${signature.slice(1, -1).replace(/\//g, ".")}.${name}(${place(file, line)})`;
  };
  return (env, method, location) => {
    const key = `${method}|${location}`;
    let found = cache.get(key);
    if (found === undefined) {
      if (cache.size > MOST) {
        cache.clear();
      }
      jni.pushFrame(env, 8);
      try {
        found = describe(method, location);
      } finally {
        jni.popFrame(env, NULL);
      }
      cache.set(key, found);
    }
    return found;
  };
}
