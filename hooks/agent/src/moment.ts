// When and from where a call is made: the clock and the caller's stack, in one native call.

import * as jni from "./jni.js";

const MAX_FRAMES = 64;
const TABLE = 1 << 16;

// Walks the stack with JVMTI (nothing of ours enters the app's heap), hashes it, and gives each distinct stack a number.
const SOURCE = `
#include <stdint.h>
struct frame { void *method; int64_t location; };
struct moment { double mono; int64_t stack; int64_t fresh; int64_t frames; struct frame frame[${MAX_FRAMES}]; };
struct time { int64_t s; int64_t ns; };
extern int clock_gettime (int, struct time *);
extern void *jvmti[];
extern uint64_t keys[];
extern int32_t numbers[];
extern int32_t state[]; /* [0] slots used, [1] stacks ever numbered; a CModule's own variables are read-only */

void now (struct moment *m) {
  struct time t;
  clock_gettime (1, &t);
  m->mono = (double) t.s * 1e9 + (double) t.ns;
}

static void forget (void) {
  int i;
  for (i = 0; i != ${TABLE}; i++) numbers[i] = 0;
  state[0] = 0;
}

void here (struct moment *m, int skip) {
  int count = 0, i;
  uint64_t h = 14695981039346656037ULL;
  uint32_t slot;
  int (*walk) (void *, void *, int, int, void *, int *);
  now (m);
  m->fresh = 0;
  m->stack = 0;
  walk = ((void **) jvmti[0])[103];
  if (walk (jvmti, (void *) 0, skip, ${MAX_FRAMES}, m->frame, &count) != 0 || count == 0) return;
  m->frames = count;
  for (i = 0; i != count; i++) {
    h = (h ^ (uint64_t) m->frame[i].method) * 1099511628211ULL;
    h ^= h >> 29;
    h = (h ^ (uint64_t) m->frame[i].location) * 1099511628211ULL;
    h ^= h >> 31;
  }
  slot = (uint32_t) (h ^ (h >> 32)) & ${TABLE - 1};
  while (numbers[slot] != 0) {
    if (keys[slot] == h) { m->stack = numbers[slot]; return; }
    slot = (slot + 1) & ${TABLE - 1};
  }
  if (state[0] == ${TABLE / 2}) forget ();
  state[0]++;
  keys[slot] = h;
  numbers[slot] = ++state[1];
  m->stack = state[1];
  m->fresh = 1;
}
`;

const CLOCK_ONLY = `
#include <stdint.h>
struct time { int64_t s; int64_t ns; };
extern int clock_gettime (int, struct time *);
void now (double *m) { struct time t; clock_gettime (1, &t); *m = (double) t.s * 1e9 + (double) t.ns; }
`;

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const moment = Memory.alloc(32 + MAX_FRAMES * 16);
const clock = Module.getGlobalExportByName("clock_gettime");

export interface Caller {
  mono: number;
  stack: number;
}

type Publish = (id: number, frames: string[]) => void;

let module: CModule;
let capture: (skip: number, site: string) => Caller;
let nowNative: NativeFunction<void, [NativePointerValue]>;

/** Monotonic time in nanoseconds. */
export function now(): number {
  nowNative(moment);
  return moment.readDouble();
}

/** The moment of a call; `site` is `Class.method` of the hooked method itself, which is not part of its caller's stack. */
export function here(site: string): Caller {
  return capture(1, site);
}

/** Chooses the cheapest way to walk stacks in this runtime. `publish` gets each distinct stack once. */
export function prepare(env: BridgeEnv, publish: Publish): void {
  const jvmti = Java.api.jvmti?.handle;
  if (jvmti === undefined) {
    module = new CModule(CLOCK_ONLY, { clock_gettime: clock });
    nowNative = new NativeFunction(module.now as NativePointer, "void", ["pointer"], EXCLUSIVE);
    capture = walkArt(publish);
    return;
  }
  const keys = Memory.alloc(TABLE * 8);
  const numbers = Memory.alloc(TABLE * 4);
  const state = Memory.alloc(8);
  tables.push(keys, numbers, state);
  module = new CModule(SOURCE, { clock_gettime: clock, jvmti, keys, numbers, state });
  nowNative = new NativeFunction(module.now as NativePointer, "void", ["pointer"], EXCLUSIVE);
  const native = new NativeFunction(module.here as NativePointer, "void", ["pointer", "int"], EXCLUSIVE);
  const describe = frameReader(jvmti, env.handle);
  capture = (skip) => {
    native(moment, skip);
    const stack = moment.add(8).readS32();
    const mono = moment.readDouble();
    if (moment.add(16).readS32() !== 0) {
      const frames: string[] = [];
      const n = moment.add(24).readS32();
      const raw = new BigUint64Array(moment.add(32).readByteArray(n * 16)!);
      for (let i = 0; i < n; i++) {
        frames.push(describe(raw[2 * i], BigInt.asIntN(64, raw[2 * i + 1])));
      }
      publish(stack, withoutOurs(frames));
    }
    return { mono, stack };
  };
}

/** A hooked method shows twice on a desktop JVM: its own body and, around it, the callback in its place. */
function withoutOurs(frames: string[]): string[] {
  const ours = "(Native Method)";
  return frames.filter((frame, i) => {
    const name = frame.endsWith(ours) ? frame.slice(0, -ours.length) : null;
    return name === null || i === 0 || !frames[i - 1].startsWith(`${name}(`);
  });
}

const tables: NativePointer[] = [];

function walkArt(publish: Publish): typeof capture {
  const known = new Map<string, number>();
  let next = 1;
  return (_skip, site) => {
    const mono = now();
    const { id, frames } = Java.backtrace({ limit: MAX_FRAMES });
    const key = `${id}|${site}`;
    let stack = known.get(key);
    if (stack === undefined) {
      if (known.size >= TABLE / 2) {
        known.clear();
      }
      stack = next++;
      known.set(key, stack);
      const texts = frames.map((f) => `${f.className}.${f.methodName}(${place(f.fileName, f.lineNumber)})`);
      publish(stack, texts.length > 0 && texts[0].startsWith(`${site}(`) ? texts.slice(1) : texts);
    }
    return { mono, stack };
  };
}

function place(file: string | null, line: number): string {
  if (line === -2) {
    return "Native Method";
  }
  return file === null || file === "" ? "Unknown Source" : line > 0 ? `${file}:${line}` : file;
}

function frameReader(jvmti: NativePointer, env: jni.Ref): (method: bigint, location: bigint) => string {
  const call = (index: number, ...args: any[]): any =>
    new NativeFunction(jvmti.readPointer().add(index * 8).readPointer(), "int", ["pointer", ...args] as any, EXCLUSIVE);
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
