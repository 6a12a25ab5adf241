// Where a native call comes from: the libraries' frames and, below them, Java's when the thread runs Java.

import { needClass } from "../java/classes.js";
import { library, moment, now, shared, SHARED, thread } from "./core.js";
import * as jni from "../java/jni.js";
import { taken } from "../java/stacks/moment.js";
import { threadName } from "../java/threads.js";
import { addStack, failed } from "../wire/wire.js";

const MOST_STACKS = 32768;
const MOST_FRAMES = 64;
const GET_ENV = 6;
const JNI_VERSION = 0x10006;
const IN_NATIVE = 4;
const PR_GET_NAME = 16; // at most 16 bytes, the last one zero
/** The runtime's own code: Java's frames continue where it begins. */
const RUNTIME = /^(libjvm|libart|libartd|libdvm)\.so$|\.(oat|odex|art|vdex)$/;

const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
/** May wait for the loader's lock, which another thread may hold while it waits for JavaScript's. */
const COOPERATIVE = { exceptions: "propagate", scheduling: "cooperative" } as const;
const dladdr = new NativeFunction(Module.getGlobalExportByName("dladdr"), "int", ["pointer", "pointer"], COOPERATIVE);
const prctl = new NativeFunction(Module.getGlobalExportByName("prctl"), "int", ["int", "pointer"], EXCLUSIVE);
const out = Memory.alloc(32);

export interface Origin {
  mono: number;
  stack: number;
  thread: string;
  /** The innermost frame of all, and the innermost of Java. */
  native: string;
  java: string;
}

let getEnv: ((vm: NativePointer, out: NativePointer, version: number) => number) | null = null;
let vm = NULL;
/** Whether the thread with this JNIEnv is in native code, as far as its runtime is concerned. */
let inNative: (env: jni.Ref) => boolean = () => false;

const javaStacks = new Map<number, string[]>();
const numbers = new Map<string, number>();
const symbols = new Map<string, string | null>();
const libraries = new Map<string, string>();
let next = -1;

/** Keeps the texts of a Java stack, to be put below native frames. */
export function rememberJava(id: number, frames: string[]): void {
  if (javaStacks.size >= MOST_STACKS) {
    javaStacks.clear();
  }
  javaStacks.set(id, frames);
}

/** Must run on an attached thread, once Java's parts are prepared. */
export function prepareJava(env: jni.Ref): void {
  vm = Java.api.vm;
  getEnv = new NativeFunction(
    vm
      .readPointer()
      .add(GET_ENV * Process.pointerSize)
      .readPointer(),
    "int",
    ["pointer", "pointer", "int"],
    EXCLUSIVE,
  );
  if (Java.api.flavor === "jvm") {
    const stateAt = findState(env);
    inNative = (env) => stateAt !== null && env.add(stateAt).readS32() === IN_NATIVE;
  } else {
    inNative = artState(env);
  }
}

/**
 * ART calls hooked functions of the C library itself, with its locks held: when it opens a dex file or maps memory for the
 * collector. A thread's state is in the upper half of the first word of its art::Thread (16 bits up to Android 12, then 8:
 * runtime/thread.h, StateAndFlags; the flags are below), which its JNIEnv points to (jni_env_ext.h, self_). The value for
 * native code differs from version to version: it is the one that this thread has now, being in native code.
 */
function artState(env: jni.Ref): typeof inNative {
  const word = env.add(Process.pointerSize).readPointer().readU32();
  const mask = word >>> 24 !== 0 ? 0xff000000 : 0xffff0000;
  if ((word & mask) === 0) {
    failed(new Error("the runtime does not tell a thread's state: native calls have no Java stack"));
    return () => false;
  }
  shared.add(SHARED.native).writeU32((word & mask) >>> 0);
  shared.add(SHARED.stateMask).writeU32(mask >>> 0);
  const ask = new NativeFunction(library.in_native as NativePointer, "int", ["pointer"], EXCLUSIVE);
  return (env) => ask(env) !== 0;
}

/** HotSpot describes its own structures to debuggers; a Thread object knows the address of its structure. */
function findState(env: jni.Ref): number | null {
  const threadClass = needClass(env, "java.lang.Thread");
  const eetop = jni.member(env, threadClass, "long", "eetop", true);
  const jvm = Process.findModuleByName("libjvm.so");
  if (eetop === null || jvm === null) {
    return null;
  }
  const word = (name: string): number => Number(jvm.getExportByName(name).readU64());
  const [stride, type, field, offset] = ["ArrayStride", "TypeNameOffset", "FieldNameOffset", "OffsetOffset"].map((n) =>
    word(`gHotSpotVMStructEntry${n}`),
  );
  const current = jni.callStatic(
    env,
    threadClass,
    jni.staticMethod(env, threadClass, "currentThread", "()Ljava/lang/Thread;"),
    "L",
    [],
  );
  const structure = ptr(jni.read(env, current, eetop).toString());
  for (
    let row = jvm.getExportByName("gHotSpotVMStructs").readPointer();
    !row.add(type).readPointer().isNull();
    row = row.add(stride)
  ) {
    if (
      row.add(type).readPointer().readCString() === "JavaThread" &&
      row.add(field).readPointer().readCString() === "_thread_state"
    ) {
      return Number(row.add(offset).readU64()) - env.sub(structure).toInt32();
    }
  }
  return null;
}

/** The thread's JNIEnv, if it is attached and in a state in which Java may be asked. */
function javaEnv(): jni.Ref | null {
  if (getEnv === null || getEnv(vm, out, JNI_VERSION) !== 0) {
    return null;
  }
  const env = out.readPointer();
  // Inside the virtual machine (loading a class, say) a thread must not enter it once more.
  return inNative(env) ? env : null;
}

/** The name of the library that code belongs to, empty when it belongs to none. */
export function libraryOf(address: NativePointer): string {
  const key = address.toString();
  let name = libraries.get(key);
  if (name === undefined) {
    if (libraries.size >= MOST_STACKS) {
      libraries.clear();
    }
    name = Process.findModuleByAddress(address)?.name ?? "";
    libraries.set(key, name);
  }
  return name;
}

/** `libfoo.so!symbol+0x12`, `libfoo.so!0x1234` when no symbol is known there, null for code of no library. */
export function frameText(address: NativePointer): string | null {
  const key = address.toString();
  let text = symbols.get(key);
  if (text !== undefined) {
    return text;
  }
  const library = libraryOf(address);
  text = null;
  if (library !== "") {
    const info = Memory.alloc(4 * Process.pointerSize);
    const known = dladdr(address, info) !== 0;
    const name = known ? info.add(2 * Process.pointerSize).readPointer() : NULL;
    const start = known ? info.add(3 * Process.pointerSize).readPointer() : NULL;
    const base = known
      ? info.add(Process.pointerSize).readPointer()
      : (Process.findModuleByAddress(address)?.base ?? NULL);
    text = name.isNull() ? `${library}!${address.sub(base)}` : `${library}!${name.readCString()}+${address.sub(start)}`;
  }
  if (symbols.size >= MOST_STACKS) {
    symbols.clear();
  }
  symbols.set(key, text);
  return text;
}

function comm(): string {
  return prctl(PR_GET_NAME, out) === 0 ? (out.readCString() ?? "") : "";
}

/** Only the caller's address is known, of a call in another process or one long past. */
export function bareStack(caller: NativePointer): number {
  return numbered([caller], 0, []);
}

function numbered(addresses: NativePointer[], java: number, javaFrames: string[]): number {
  const key = `${addresses.join()}|${java}`;
  let stack = numbers.get(key);
  if (stack === undefined) {
    const frames: string[] = [];
    for (const address of addresses) {
      const text = frameText(address);
      if (text === null || RUNTIME.test(libraryOf(address))) {
        break;
      }
      frames.push(text);
    }
    if (numbers.size >= MOST_STACKS) {
      numbers.clear();
    }
    stack = next--;
    numbers.set(key, stack);
    addStack(stack, [...frames, ...javaFrames].slice(0, MOST_FRAMES));
  }
  return stack;
}

/** Return addresses, the caller's first. The gate's stub has no unwind tables: it is left before the walk begins. */
function callers(cpu: CpuContext, caller: NativePointer): NativePointer[] {
  const writable = cpu as unknown as { pc: NativePointer; sp: NativePointer };
  const { pc, sp } = writable;
  try {
    writable.pc = caller;
    writable.sp = Process.arch === "x64" ? sp.add(Process.pointerSize) : sp;
    // Frida takes what lies on the stack for the first return address; only the ones after it were unwound.
    return [caller, ...Thread.backtrace(cpu, Backtracer.ACCURATE).slice(1)].slice(0, MOST_FRAMES);
  } finally {
    writable.pc = pc;
    writable.sp = sp;
  }
}

/** Takes the moment of a native call; `cpu` is the caller's state. */
export function origin(cpu: CpuContext, caller: NativePointer, tid: number): Origin {
  const env = javaEnv();
  const {
    mono,
    stack: java,
    name,
  } = env === null ? { mono: now(), stack: 0, name: comm() } : jni.aside(env, () => inJava(env, tid));
  const javaFrames = javaStacks.get(java) ?? [];
  const stack = numbered(callers(cpu, caller), java, javaFrames);
  return { mono, stack, thread: name, native: `${libraryOf(caller)}!`, java: javaFrames[0] ?? "" };
}

function inJava(env: jni.Ref, tid: number): { mono: number; stack: number; name: string } {
  const t = thread();
  moment(t, env, 0);
  const { mono, stack } = taken(t, env, "");
  return { mono, stack, name: threadName(env, tid, mono) || comm() };
}
