// Puts stubs and replacements in the way of native functions, and takes them out again.

import { asks, disarm, gate, place, PLACE, type Gate } from "./gate.js";
import { settled } from "./settled.js";
import { STUBS } from "./stubs.js";

/** Memory that must last. */
const kept: unknown[] = [];

export interface Listener {
  onEnter(this: InvocationContext, args: InvocationArguments): void;
  onLeave?(this: InvocationContext, value: InvocationReturnValue): void;
}

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
  const { code, listener: where } = make(at, gate, at.add(PLACE.original));
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
    original.writePointer(Interceptor.replaceFast(target, stub)); // takes effect by and by: see inPlace()
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

/** Has hooks that were asked for go in, and looks how the functions begin with them. Gives whether they went in within so
 * many milliseconds. */
export function inPlace(patienceMs: number): boolean {
  const fresh = entered.filter((one) => one.bytes === undefined);
  if (fresh.length > 0 && !settled(patienceMs)) {
    return false;
  }
  fresh.forEach((one) => (one.bytes = entry(one.target)));
  return true;
}

/** Names of the functions whose hook is no longer there since it was looked at last: the app changed code in memory. */
export function takenOut(): string[] {
  inPlace(0);
  const gone: string[] = [];
  for (const one of entered) {
    if (one.bytes !== undefined && one.bytes !== null && entry(one.target) !== one.bytes) {
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
  disarm.writeS32(0);
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
