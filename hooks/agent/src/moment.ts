// When and from where a call is made: the clock and the caller's stack, in one native call.

import { moment, now, rawFrames, shared, thread, type Thread } from "./core.js";
import * as jni from "./jni.js";
import { MAX_FRAMES, SHARED, STACKS, THREAD } from "./native.js";
import { settled } from "./operation.js";

export { now };

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;

export interface Caller {
  mono: number;
  stack: number;
}

type Publish = (id: number, frames: string[]) => void;

let stackOf: (t: Thread, site: string) => number = () => 0;

/** The moment of a call; `site` is `Class.method` of the hooked method itself, which is not part of its caller's stack. */
export function here(site: string): Caller {
  const t = thread();
  moment(t, 1);
  return taken(t, site);
}

/** The moment that the native part has just taken on this thread. */
export function taken(t: Thread, site: string): Caller {
  return { mono: t.readDouble(), stack: stackOf(t, site) };
}

/** Chooses the cheapest way to walk stacks in this runtime. `publish` gets each distinct stack once. */
export function prepare(env: BridgeEnv, publish: Publish): void {
  const jvmti = Java.api.jvmti?.handle;
  if (jvmti === undefined) {
    stackOf = walkArt(publish);
    return;
  }
  const describe = frameReader(jvmti, env.handle);
  stackOf = (t) => {
    const stack = t.add(THREAD.stack).readS32();
    if (t.add(THREAD.fresh).readS32() !== 0) {
      const raw = rawFrames(t);
      const frames: string[] = [];
      for (let i = 0; i < raw.length; i += 2) {
        frames.push(describe(raw[i], BigInt.asIntN(64, raw[i + 1])));
      }
      publish(stack, withoutOurs(frames));
    }
    return stack;
  };
  shared.add(SHARED.jvmti).writePointer(jvmti);
}

/** A hooked method shows twice on a desktop JVM: its own body and, around it, the callback in its place. */
function withoutOurs(frames: string[]): string[] {
  const ours = "(Native Method)";
  return frames.filter((frame, i) => {
    const name = frame.endsWith(ours) ? frame.slice(0, -ours.length) : null;
    return name === null || i === 0 || !frames[i - 1].startsWith(`${name}(`);
  });
}

function walkArt(publish: Publish): typeof stackOf {
  const known = new Map<string, number>();
  let next = 1;
  return (_t, site) => {
    const { id, frames } = Java.backtrace({ limit: MAX_FRAMES });
    const key = `${id}|${site}`;
    let stack = known.get(key);
    if (stack === undefined) {
      if (known.size >= STACKS / 2) {
        known.clear();
      }
      stack = next++;
      known.set(key, stack);
      const texts = frames.map((f) => `${f.className}.${f.methodName}(${place(f.fileName, f.lineNumber)})`);
      publish(stack, texts.length > 0 && texts[0].startsWith(`${site}(`) ? texts.slice(1) : texts);
    }
    return stack;
  };
}

function place(file: string | null, line: number): string {
  if (line === -2) {
    return "Native Method";
  }
  return file === null || file === "" ? "Unknown Source" : line > 0 ? `${file}:${line}` : file;
}

function frameReader(jvmti: NativePointer, env: jni.Ref): (method: bigint, location: bigint) => string {
  const call = (index: number, ...types: any[]): any => {
    const address = jvmti.readPointer().add(index * 8).readPointer();
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
  const lineOf = (method: NativePointer, location: bigint): number => {
    if (getLines(jvmti, method, out.add(8), out) !== 0) {
      return 0;
    }
    const n = out.add(8).readS32();
    return taken((p) => {
      let line = 0;
      for (let i = 0; i < n; i++) {
        if (BigInt(p.add(i * 16).readS64().toString()) <= location) {
          line = p.add(i * 16 + 8).readS32();
        }
      }
      return line;
    });
  };
  const describe = (method: NativePointer, location: bigint): string => {
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
    const line = location === -1n ? -2 : lineOf(method, location);
    return `${signature.slice(1, -1).replace(/\//g, ".")}.${name}(${place(file, line)})`;
  };
  return (method, location) => {
    const key = `${method}|${location}`;
    let found = cache.get(key);
    if (found === undefined) {
      if (cache.size > 100_000) {
        cache.clear();
      }
      jni.pushFrame(env, 8);
      try {
        found = describe(ptr(method.toString()), location);
      } finally {
        jni.popFrame(env, NULL);
      }
      cache.set(key, found);
    }
    return found;
  };
}
