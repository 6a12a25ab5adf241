// The compiled native part, and what it shares with the agent.

import { CHECKS, CHECK_IMPORTS, COMPLAINTS } from "./checks.js";
import { compile } from "./compiled.js";
import source from "./core.c";
import { settled } from "../java/operation.js";

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const COOPERATIVE = { exceptions: "propagate", scheduling: "cooperative" } as const;
const IMPORTS = [
  "clock_gettime",
  "pthread_mutex_lock",
  "pthread_mutex_unlock",
  "pthread_key_create",
  "pthread_key_delete",
  "pthread_getspecific",
  "pthread_setspecific",
  "calloc",
  "free",
  "usleep",
  "getpid",
  "pthread_self",
  "pthread_getattr_np",
  "pthread_attr_getstack",
  "pthread_attr_destroy",
  ...CHECK_IMPORTS,
];

const { module, state, facts } = compile(CHECKS + source, "g", IMPORTS);
export const library = module;
export const shared = state;

/** What a thread is in the middle of. */
export const THREAD = facts.struct("thread", {
  mono: "double",
  stack: "s32",
  frames: "s32",
  recording: "s32",
  tid: "s32",
  object: "s32",
  dumping: "s32",
  frame: "part",
});
/** A hooked method. */
export const SITE = facts.struct("site", {
  holder: "word",
  target: "word",
  types: "word",
  opaque: "part",
  id: "s32",
  group: "s32",
  isStatic: "u8",
  lane: "u8",
  ret: "u8",
  n: "u8",
  opaques: "u8",
  starts: "u8",
});
/** One frame of a stack, and a row of a method's table of lines, as JVMTI has them. */
const FRAME = facts.struct("frame", { method: "pointer", location: "s64" });
export const LINE = facts.struct("line", { start: "s64", number: "s32" });
/** What all share. */
export const SHARED = facts.state("shared", {
  jvmti: "word",
  identity: "word",
  system: "word",
  string: "word",
  bytes: "word",
  before: "word",
  same: "word",
  resolve: "word",
  after: "word",
  seed: "part",
  keys: "word",
  numbers: "word",
  wanted: "word",
  late: "word",
  drain: "word",
  pid: "s32",
  vm: "word",
  complaintsTo: "word",
  throwable: "word",
  fill: "word",
  nested: "s32",
  stateMask: "u32",
  native: "u32",
});
/** One counted call. */
export const COUNTED = facts.struct("counted", { template: "s32", count: "s32", first: "double", last: "double" });
export const MAX_FRAMES = facts.number("MAX_FRAMES");
export const STACKS = facts.number("STACKS");
export const MOST_OPAQUE = facts.number("MOST_OPAQUE");
/** A row stands for calls of at most this time. */
export const SPAN_NS = facts.number("SPAN_NS");

const tables = {
  keys: Memory.alloc(STACKS * 8),
  numbers: Memory.alloc(STACKS * 4),
  wanted: Memory.alloc(facts.number("WANTED") * 8),
  complaints: Memory.allocUtf8String(COMPLAINTS),
};
shared.add(SHARED.keys).writePointer(tables.keys);
shared.add(SHARED.numbers).writePointer(tables.numbers);
shared.add(SHARED.wanted).writePointer(tables.wanted);
shared.add(SHARED.complaintsTo).writePointer(tables.complaints);
shared.add(SHARED.pid).writeS32(Process.id);
for (let i = 0; i < 4; i++) {
  shared.add(SHARED.seed + 4 * i).writeU32(Math.floor(Math.random() * 0x100000000));
}

/** Functions of the core for another module in C, under their own names. */
export function ofCore(...names: string[]): Record<string, NativePointer> {
  return Object.fromEntries(names.map((name) => [name, library[name] as NativePointer]));
}

export type Thread = NativePointer;

export const now: () => number = new NativeFunction(library.now as NativePointer, "double", [], EXCLUSIVE);
/** What the current thread is in the middle of. */
export const thread: () => Thread = new NativeFunction(library.here_now as NativePointer, "pointer", [], EXCLUSIVE);
const takeMoment = new NativeFunction(
  library.moment as NativePointer,
  "void",
  ["pointer", "pointer", "int"],
  EXCLUSIVE,
);
/** Takes the moment of a call made on this thread, whose JNIEnv is `env`. */
export function moment(t: Thread, env: NativePointer, skip: number): void {
  settled();
  takeMoment(t, env, skip);
}
export const collect: (out: NativePointer, most: number) => number = new NativeFunction(
  library.collect as NativePointer,
  "int",
  ["pointer", "int"],
  EXCLUSIVE,
);
/** How deep in hooked calls the thread is, and the site of the call around the innermost one (-1: none). */
export const depth: (t: Thread) => number = new NativeFunction(
  library.depth_of as NativePointer,
  "int",
  ["pointer"],
  EXCLUSIVE,
);
export const outer: (t: Thread) => number = new NativeFunction(
  library.outer as NativePointer,
  "int",
  ["pointer"],
  EXCLUSIVE,
);
/** Calls since the last time that were not looked at, for want of room on the stack. */
export const takeUnseen: () => number = new NativeFunction(library.take_unseen as NativePointer, "int", [], EXCLUSIVE);
/** Classes since the last time that were waited for and could not be hooked, for want of room on the stack. */
export const takeUnhooked: () => number = new NativeFunction(
  library.take_unhooked as NativePointer,
  "int",
  [],
  EXCLUSIVE,
);
export const forget: () => void = new NativeFunction(library.forget as NativePointer, "void", [], EXCLUSIVE);
/** Says that the process ends for certain: other threads' calls wait now, and none of them is in JavaScript if it gives 1. */
export const closing: () => number = new NativeFunction(library.closing as NativePointer, "int", [], COOPERATIVE);

/** Whether the agent's own thread may enter the runtime: not when the process has begun to end, for the runtime may stop it
 * for good there while it holds JavaScript's lock. If so it counts as recording from now on. */
export const admit: () => number = new NativeFunction(library.admit as NativePointer, "int", [], EXCLUSIVE);

/** Has the runtime tell of each class that is prepared; false when it cannot. */
export function watchClasses(): boolean {
  return new NativeFunction(library.watch_classes as NativePointer, "int", [])() === 0;
}

/** Has it tell of none any more, on a thread that the runtime knows. */
export function unwatchClasses(): void {
  new NativeFunction(library.unwatch_classes as NativePointer, "void", [])();
}

/** Waits for a class, by its descriptor. */
export const want: (descriptor: NativePointer) => void = new NativeFunction(
  library.want as NativePointer,
  "void",
  ["pointer"],
  EXCLUSIVE,
);

new NativeFunction(library.begin as NativePointer, "void", [], EXCLUSIVE)();
(globalThis as unknown as { harnessKeeps: unknown }).harnessKeeps = [shared, tables, library];

/** The frames of the last moment that JVMTI gave. */
export function rawFrames(t: Thread): { method: NativePointer; location: number }[] {
  const n = Math.min(t.add(THREAD.frames).readS32(), MAX_FRAMES);
  return Array.from({ length: n }, (_, i) => {
    const frame = t.add(THREAD.frame + i * FRAME.size);
    return { method: frame.add(FRAME.method).readPointer(), location: frame.add(FRAME.location).readS64().toNumber() };
  });
}

/** The system's number of the thread. */
export function tidOf(t: Thread): number {
  const field = t.add(THREAD.tid);
  let tid = field.readS32();
  if (tid === 0) {
    tid = Process.getCurrentThreadId();
    field.writeS32(tid);
  }
  return tid;
}
