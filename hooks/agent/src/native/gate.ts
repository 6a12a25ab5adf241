// The way into an observed native function: a few compiled instructions decide whether a call is worth JavaScript.
//
// A function is made to jump to a stub of its own. The stub asks `gate`, in C; most calls then go straight on to the
// original. Only the others pass a place that an ordinary listener sits on, with every register as the caller left it.
// Processes made by fork() never enter JavaScript, whose locks may be held for ever there: they leave a note in memory
// that both share (forked.ts).

import { compile, errnoAt, refuseMisfits } from "./compiled.js";
import { ofCore } from "./core.js";
import source from "./gate.c";

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
const PLACE = facts.struct("place", {
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
const gate = module.gate as NativePointer;
const asks: (place: NativePointer, caller: NativePointer, args: NativePointer) => number = new NativeFunction(
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
  const map = new NativeFunction(Module.getGlobalExportByName("mmap"), "pointer", [
    "pointer",
    "size_t",
    "int",
    "int",
    "int",
    "long",
  ]);
  const SHARED_ANONYMOUS = 0x21;
  common.add(COMMON.notes).writePointer(map(NULL, SHARED_NOTES.size, 3, SHARED_ANONYMOUS, -1, 0));
  common.add(COMMON.on).writeS32(1);
}

function place(of: Gate, id: number): NativePointer {
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

export function quad(value: NativePointer): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(value.toString()), i = 0; i < 8; i++, rest >>= 8n) {
    bytes.push(Number(rest & 255n));
  }
  return bytes;
}

const NOPS_X64 = new Array<number>(16).fill(0x90);

/** The stub's bytes, and where in them the listener sits. */
export function stubX64(at: NativePointer): { code: number[]; listener: number } {
  // An instruction a line.
  // prettier-ignore
  const ask = [
    0x55, 0x48, 0x89, 0xe5, // push rbp; mov rbp, rsp
    0x41, 0x52, 0x50, 0x41, 0x51, 0x41, 0x50, 0x51, 0x52, 0x56, 0x57, // push r10, rax, r9, r8, rcx, rdx, rsi, rdi
    0x48, 0x83, 0xe4, 0xf0, // and rsp, -16
    0x48, 0xbf, ...quad(at), // mov rdi, place
    0x48, 0x8b, 0x75, 0x08, // mov rsi, [rbp + 8]
    0x48, 0x8d, 0x55, 0xc0, // lea rdx, [rbp - 64]
    0x48, 0xb8, ...quad(gate), 0xff, 0xd0, // mov rax, gate; call rax
    0x85, 0xc0, // test eax, eax
    0x48, 0x8d, 0x65, 0xc0, // lea rsp, [rbp - 64]
    0x5f, 0x5e, 0x5a, 0x59, 0x41, 0x58, 0x41, 0x59, 0x58, 0x41, 0x5a, 0x5d, // pop them all, and rbp
    0x75, 0x0d, // jne listener
  ];
  const jump = [0x49, 0xbb, ...quad(at.add(PLACE.original)), 0x41, 0xff, 0x23]; // mov r11, original; jmp [r11]
  return { code: [...ask, ...jump, ...NOPS_X64, ...jump], listener: ask.length + jump.length };
}

/** The same for arm64. */
export function stubArm64(at: NativePointer): { code: number[]; listener: number } {
  // An instruction a line.
  // prettier-ignore
  const words: number[] = [
    0xa9ba7bfd, 0x910003fd, // stp x29, x30, [sp, #-96]!; mov x29, sp
    0xa90107e0, 0xa9020fe2, 0xa90317e4, 0xa9041fe6, 0xf9002be8, // stp x0..x7, [sp, #16]; str x8, [sp, #80]
    0, 0xaa1e03e1, 0x910043e2, // ldr x0, place; mov x1, x30; add x2, sp, #16
    0, 0xd63f0200, 0x2a0003f1, // ldr x16, gate; blr x16; mov w17, w0
    0xa94107e0, 0xa9420fe2, 0xa94317e4, 0xa9441fe6, 0xf9402be8, // ldp x0..x7; ldr x8
    0xa8c67bfd, // ldp x29, x30, [sp], #96
    0x35000091, // cbnz w17, listener
    0, 0xf9400210, 0xd61f0200, // ldr x16, original; ldr x16, [x16]; br x16
    0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, 0xd503201f, // nop
    0, 0xf9400210, 0xd61f0200,
  ];
  if (words.length % 2 === 1) {
    words.push(0xd503201f);
  }
  const literal = (i: number, register: number, which: number): void => {
    words[i] = 0x58000000 | (((words.length + 2 * which - i) & 0x7ffff) << 5) | register;
  };
  literal(7, 0, 0);
  literal(10, 16, 1);
  literal(20, 16, 2);
  literal(29, 16, 2);
  const code = words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]);
  return { code: [...code, ...quad(at), ...quad(gate), ...quad(at.add(PLACE.original))], listener: 23 * 4 };
}

export interface Listener {
  onEnter(this: InvocationContext, args: InvocationArguments): void;
  onLeave?(this: InvocationContext, value: InvocationReturnValue): void;
}

const STUBS: Record<string, typeof stubX64> = { x64: stubX64, arm64: stubArm64 };
/** A short function has room only for a short jump. */
const NEAR = Process.arch === "arm64" ? 0x7000000 : 0x70000000;

interface Page {
  base: NativePointer;
  used: number;
}
const pages: Page[] = [];

function distance(a: NativePointer, b: NativePointer): NativePointer {
  return a.compare(b) > 0 ? a.sub(b) : b.sub(a);
}

function freshPage(target: NativePointer): Page {
  let base: NativePointer;
  try {
    base = Memory.alloc(Process.pageSize, { near: target, maxDistance: NEAR });
  } catch {
    base = Memory.alloc(Process.pageSize);
  }
  kept.push(base);
  const made = { base, used: 0 };
  pages.push(made);
  return made;
}

function room(size: number, target: NativePointer): NativePointer {
  const has = (p: Page): boolean => p.used + size <= Process.pageSize && distance(p.base, target).compare(NEAR) < 0;
  const page = pages.find(has) ?? freshPage(target);
  const at = page.base.add(page.used);
  page.used += (size + 15) & ~15;
  return at;
}

/** Has calls of a function that its gate lets through seen by a listener. `id` is what notes name it by. */
export function watch(target: NativePointer, of: Gate, id: number, listener: Listener): void {
  const at = place(of, id);
  const make = STUBS[Process.arch];
  if (make === undefined) {
    watchPlainly(target, at, listener);
    return;
  }
  const { code, listener: where } = make(at);
  const stub = room(code.length, target);
  Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
  Interceptor.attach(stub.add(where), listener);
  const original = at.add(PLACE.original);
  enter(target, stub, original);
  originals.set(target.toString(), original);
}

function enter(target: NativePointer, stub: NativePointer, original: NativePointer): void {
  entered.push({ target });
  try {
    original.writePointer(Interceptor.replaceFast(target, stub)); // takes effect when this turn ends
  } catch (error) {
    if (Process.arch !== "x64") {
      throw error;
    }
    jumpShortly(target, stub, original);
  }
}

/** Bytes that any way into a function takes at least. */
const ENTRY = 5;
/** Functions that were made to go elsewhere, and how each begins with that; null: it cannot be read, or was told of. */
const entered: { target: NativePointer; bytes?: string | null }[] = [];

function entry(target: NativePointer): string | null {
  try {
    return Array.from(new Uint8Array(target.readByteArray(ENTRY)!)).join(" ");
  } catch {
    return null; // code that may be run and not read (Android 10)
  }
}

/** Names of the functions whose hook is no longer there since it was looked at last: the app changed code in memory. */
export function takenOut(): string[] {
  const gone: string[] = [];
  for (const one of entered) {
    if (one.bytes === undefined) {
      one.bytes = entry(one.target);
    } else if (one.bytes !== null && entry(one.target) !== one.bytes) {
      one.bytes = null;
      gone.push(DebugSymbol.fromAddress(one.target).name ?? one.target.toString());
    }
  }
  return gone;
}

/** Where the gate of a watched function finds what it goes on to. */
const originals = new Map<string, NativePointer>();

/** Puts `code` (bytes that run at any place) in place of a function; its original is left at `original`. A gate before it
 * stays, and sees calls as the program makes them. */
export function replaceBehindGate(target: NativePointer, code: number[], original: NativePointer): void {
  const stub = room(code.length, target);
  Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
  const slot = originals.get(target.toString());
  if (slot === undefined) {
    enter(target, stub, original);
    return;
  }
  original.writePointer(slot.readPointer());
  slot.writePointer(stub);
}

const JUMP = 5;
const LONGEST_HEAD = 128;
const jumps: { target: NativePointer; head: ArrayBuffer }[] = [];

/** Frida's fast way needs 16 bytes of a function; a system call's is shorter, but has room for a near jump. */
function jumpShortly(target: NativePointer, stub: NativePointer, original: NativePointer): void {
  if (distance(stub, target).compare(NEAR) >= 0) {
    throw new Error("it is too short, and no memory is free near it");
  }
  const moved = room(LONGEST_HEAD, target);
  let n = 0;
  Memory.patchCode(moved, LONGEST_HEAD, (to) => {
    const writer = new X86Writer(to, { pc: moved });
    const relocator = new X86Relocator(target, writer);
    while (n < JUMP) {
      n = relocator.readOne();
      if (n === 0) {
        throw new Error("it is too short");
      }
    }
    relocator.writeAll();
    if (!relocator.eoi) {
      writer.putJmpAddress(target.add(n));
    }
    writer.flush();
  });
  original.writePointer(moved);
  jumps.push({ target, head: target.readByteArray(JUMP)! });
  Memory.patchCode(target, JUMP, (to) => {
    const writer = new X86Writer(to, { pc: target });
    writer.putJmpAddress(stub);
    writer.flush();
  });
}

/** Before the agent leaves: what Frida does not know of is put back. */
export function restore(): void {
  entered.length = 0;
  common.add(COMMON.on).writeS32(0);
  for (const { target, head } of jumps.splice(0)) {
    Memory.patchCode(target, JUMP, (to) => void to.writeByteArray(head));
  }
}

/** On other processors every call costs a turn in JavaScript. */
function watchPlainly(target: NativePointer, at: NativePointer, listener: Listener): void {
  const { onEnter, onLeave } = listener;
  const scratch = Memory.alloc(8 * Process.pointerSize);
  Interceptor.attach(target, {
    onEnter(args) {
      for (let i = 0; i < 8; i++) {
        scratch.add(i * Process.pointerSize).writePointer(args[i]);
      }
      this.seen = asks(at, this.returnAddress, scratch) !== 0;
      if (this.seen) {
        onEnter.call(this, args);
      }
    },
    ...(onLeave === undefined
      ? {}
      : {
          onLeave(value: InvocationReturnValue): void {
            if (this.seen) {
              onLeave.call(this, value);
            }
          },
        }),
  });
}
