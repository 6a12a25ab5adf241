// The way into an observed native function: a few compiled instructions decide whether a call is worth JavaScript.
//
// A function is made to jump to a stub of its own. The stub asks `gate`, in C; most calls then go straight on to the
// original. Only the others pass a place that an ordinary listener sits on, with every register as the caller left it.
// Processes made by fork() never enter JavaScript, whose locks may be held for ever there: they leave a note in memory
// that both share (forked.ts).

import { compile, errnoAt, refuseMisfits } from "./compiled.js";
import { ofCore } from "./core.js";
import source from "./gate.c";
import { sharedPages } from "./shared.js";

const IMPORTS = [
  "getpid",
  "readlink",
  "process_vm_readv",
  "pthread_getspecific",
  "pthread_setspecific",
  "pthread_key_create",
  "pthread_key_delete",
];
const CORE = ["now", "here_now", "starting", "wait_for_end", "may_wait", "unseen", "script_fits", "fits", "take"];

/** What all gates share is `common`. */
const { module, state: common, facts } = compile(source, "c", IMPORTS, { errno_at: errnoAt(), ...ofCore(...CORE) });
const COMMON = facts.state("common", {
  from: "pointer",
  to: "pointer",
  notes: "pointer",
  pid: "s32",
  on: "s32",
  runtimes: "s32",
  runtime: "part",
});
/** A span of the runtime's own code. */
const RUNTIME_SPAN = facts.struct("runtime", { from: "pointer", to: "pointer" });
const RUNTIMES = facts.number("RUNTIMES");
export const PLACE = facts.struct("place", {
  patterns: "pointer",
  count: "s64",
  how: "s32",
  arg: "s32",
  any: "s32",
  forked: "s32",
  directory: "s32",
  id: "s32",
  original: "pointer",
});
const PATTERN = facts.struct("pattern", { text: "pointer", number: "s64", point: "s64" });
const SHARED_NOTES = facts.struct("notes", { next: "s32", note: "part" });
const NOTES = facts.number("NOTES");
/** A note of a forked process: process, place, point, time, caller, whether Java's own code runs the command, and texts one after the other. */
export const NOTED = facts.struct("note", {
  pid: "s32",
  place: "s32",
  point: "s32",
  done: "s32",
  mono: "double",
  caller: "pointer",
  started: "s32",
  texts: "part",
});

/** How `gate` tells whether a call is one of the points': by a path, a text, a number, an internet address, or not at all. */
export const How = {
  Always: facts.number("ALWAYS"),
  Path: facts.number("PATH"),
  Text: facts.number("TEXT"),
  Number: facts.number("NUMBER_OF"),
  Internet: facts.number("INTERNET"),
} as const;

export interface Gate {
  /** One of `How`. */
  how: number;
  arg: number;
  /** The argument that says from which directory a relative path starts, or -1. */
  directory: number;
  /** Pairs of a pattern and a point's number. */
  patterns: [string, number][];
  /** The point that takes what no pattern does, or -1. */
  any: number;
  /** Whether calls in forked processes leave a note. */
  forked: boolean;
}

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;

/** Where it stands whether the gates let anything through to the agent. */
export const disarm = common.add(COMMON.on);
export const gate = module.gate as NativePointer;
export const asks: (place: NativePointer, caller: NativePointer, args: NativePointer) => number = new NativeFunction(
  gate,
  "int",
  ["pointer", "pointer", "pointer"],
  EXCLUSIVE,
);
/** Says whether the current thread is inside an observed function: what that calls itself is part of it. */
export const inside: (yes: number) => void = new NativeFunction(
  module.inside as NativePointer,
  "void",
  ["int"],
  EXCLUSIVE,
);
/** The point that the gate chose for the call it has just let through. */
export const chosen: () => number = new NativeFunction(module.chosen as NativePointer, "int", [], EXCLUSIVE);
const kept: unknown[] = [common, module];

/** Notes of forked processes: the next one's number, and where each is. */
export const notes = {
  taken(): number {
    const all = common.add(COMMON.notes).readPointer();
    return all.isNull() ? 0 : all.add(SHARED_NOTES.next).readS32(); // no native point, no notes
  },
  at: (n: number): NativePointer =>
    common
      .add(COMMON.notes)
      .readPointer()
      .add(SHARED_NOTES.note + (n & (NOTES - 1)) * NOTED.size),
  room: NOTES,
};

/** Where Frida's own code lies: its calls are nobody's. */
function ownCode(): [NativePointer, NativePointer] {
  const inner = new NativeFunction(module.agent as NativePointer, "pointer", [], EXCLUSIVE)();
  const rows = File.readAllText("/proc/self/maps")
    .split("\n")
    .map((line) => {
      const [span, , , device, inode] = line.split(/\s+/);
      const [from, to] = (span ?? "").split("-");
      return { from: ptr(`0x${from || 0}`), to: ptr(`0x${to || 0}`), file: `${device} ${inode}` };
    });
  const own = rows.find((row) => inner.compare(row.from) >= 0 && inner.compare(row.to) < 0);
  if (own === undefined) {
    return [inner, inner];
  }
  const all = own.file.endsWith(" 0") ? [own] : rows.filter((row) => row.file === own.file);
  return [all[0].from, all[all.length - 1].to];
}

/** The runtime's own libraries, and those of the C library that it uses. */
const RUNTIME =
  /^lib(art|artd|artbase|artpalette|dexfile|profile|ziparchive|nativeloader|unwindstack|backtrace|base|log|c|c\+\+|stdc\+\+)(\.so(\.\d+)*|d\.so)$/;

/** Calls in the midst of the runtime's own work are not the app's. */
function knowRuntime(): void {
  const own = Process.enumerateModules()
    .filter((m) => RUNTIME.test(m.name))
    .slice(0, RUNTIMES);
  own.forEach((m, i) => {
    const span = common.add(COMMON.runtime + RUNTIME_SPAN.size * i);
    span.add(RUNTIME_SPAN.from).writePointer(m.base);
    span.add(RUNTIME_SPAN.to).writePointer(m.base.add(m.size));
  });
  common.add(COMMON.runtimes).writeS32(own.length);
}

export function prepare(): void {
  refuseMisfits();
  knowRuntime();
  common.add(COMMON.pid).writeS32(Process.id);
  new NativeFunction(module.begin as NativePointer, "void", [], EXCLUSIVE)();
  const [from, to] = ownCode();
  common.add(COMMON.from).writePointer(from);
  common.add(COMMON.to).writePointer(to);
  common.add(COMMON.notes).writePointer(sharedPages(SHARED_NOTES.size));
  common.add(COMMON.on).writeS32(1);
}

export function place(of: Gate, id: number): NativePointer {
  const at = Memory.alloc(PLACE.size);
  const patterns = Memory.alloc(PATTERN.size * Math.max(1, of.patterns.length));
  of.patterns.forEach(([text, point], i) => {
    const copy = Memory.allocUtf8String(text);
    kept.push(copy);
    const pattern = patterns.add(PATTERN.size * i);
    pattern.add(PATTERN.text).writePointer(copy);
    pattern.add(PATTERN.number).writeS64(/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : -1);
    pattern.add(PATTERN.point).writeS64(point);
  });
  kept.push(at, patterns);
  at.add(PLACE.patterns).writePointer(patterns);
  at.add(PLACE.count).writeS64(of.patterns.length);
  at.add(PLACE.how).writeS32(of.how);
  at.add(PLACE.arg).writeS32(of.arg);
  at.add(PLACE.any).writeS32(of.any);
  at.add(PLACE.forked).writeS32(of.forked ? 1 : 0);
  at.add(PLACE.directory).writeS32(of.directory);
  at.add(PLACE.id).writeS32(id);
  return at;
}
