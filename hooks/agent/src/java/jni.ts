// Raw JNI: the agent works on the runtime's own references, so that every object the app passes or gets back is the
// very object it was, never a copy that went through JavaScript.

import { COMPLAINTS } from "../native/checks.js";
import { library } from "../native/core.js";
import { settled } from "./operation.js";

export type Ref = NativePointer;
type Native = NativeFunction<any, any>;

/** Kinds of methods, as the bridge numbers them. */
export const CONSTRUCTOR = 1;
export const STATIC = 2;

const functions = new Map<string, Native>();

let misuse: Native | null = null;
let complain: Native | null = null;
let faultOf: Native | null = null;

/** A function that is checked before each call, when tests want that. */
function checked(index: number, native: Native): Native {
  if (COMPLAINTS === "") {
    return native;
  }
  misuse ??= new NativeFunction(library.misuse as NativePointer, "int", ["pointer", "int"], {
    scheduling: "exclusive",
  });
  complain ??= new NativeFunction(library.complain as NativePointer, "void", ["pointer", "int", "pointer"], {
    scheduling: "exclusive",
  });
  faultOf ??= new NativeFunction(library.fault_of as NativePointer, "pointer", ["int"], { scheduling: "exclusive" });
  return ((env: Ref, ...rest: any[]) => {
    settled(); // the check itself goes into the runtime, with the lock in its hand
    const fault = misuse!(env, index) as number;
    if (fault !== 0) {
      const where = String(new Error().stack).replace(/\s*\n\s*/g, " < ");
      complain!(Memory.allocUtf8String(where), index, faultOf!(fault) as NativePointer);
    }
    return (native as any)(env, ...rest);
  }) as unknown as Native;
}

function jni(
  env: Ref,
  index: number,
  ret: any,
  args: any[],
  scheduling: "exclusive" | "cooperative" = "exclusive",
): Native {
  if (scheduling === "exclusive") {
    settled();
  }
  const key = `${index}|${scheduling}|${ret}|${args.join()}`;
  let found = functions.get(key);
  if (found === undefined) {
    const address = env
      .readPointer()
      .add(index * Process.pointerSize)
      .readPointer();
    found = checked(index, new NativeFunction(address, ret, args, { exceptions: "propagate", scheduling }));
    functions.set(key, found);
  }
  return found;
}

function plain(index: number, ret: any, args: any[]): (...a: any[]) => any {
  let bound: any = null;
  const types = ["pointer", ...args];
  return (env: Ref, ...rest: any[]) => {
    settled();
    return (bound ??= jni(env, index, ret, types))(env, ...rest);
  };
}

/** Of a function that may initialise a class. Java runs then: JavaScript is let go, for another thread may have to be waited
 * for, and so that Frida's listeners, which do not listen to JavaScript, see what the runtime does. */
function initialising(index: number, ret: any, args: any[]): (...a: any[]) => any {
  const types = ["pointer", ...args];
  return (env: Ref, ...rest: any[]) => (jni(env, index, ret, types, "cooperative") as any)(env, ...rest);
}

export const findClass: (env: Ref, name: Ref) => Ref = plain(6, "pointer", ["pointer"]);
export const reflected: (env: Ref, cls: Ref, method: Ref, isStatic: number) => Ref = plain(9, "pointer", [
  "pointer",
  "pointer",
  "uint8",
]);
export const throwRef: (env: Ref, throwable: Ref) => number = plain(13, "int", ["pointer"]);
export const exceptionOccurred: (env: Ref) => Ref = plain(15, "pointer", []);
export const exceptionClear: (env: Ref) => void = plain(17, "void", []);
export const pushFrame: (env: Ref, capacity: number) => number = plain(19, "int", ["int"]);
export const popFrame: (env: Ref, result: Ref) => Ref = plain(20, "pointer", ["pointer"]);
export const newGlobal: (env: Ref, ref: Ref) => Ref = plain(21, "pointer", ["pointer"]);
const deleteLocal: (env: Ref, ref: Ref) => void = plain(23, "void", ["pointer"]);
export const deleteGlobal: (env: Ref, ref: Ref) => void = plain(22, "void", ["pointer"]);
export const isSame: (env: Ref, a: Ref, b: Ref) => number = plain(24, "uint8", ["pointer", "pointer"]);
/** An object of a class, its constructor not run. */
export const allocate: (env: Ref, cls: Ref) => Ref = initialising(27, "pointer", ["pointer"]);
export const newObject: (env: Ref, cls: Ref, constructor: Ref, args: Ref) => Ref = initialising(30, "pointer", [
  "pointer",
  "pointer",
  "pointer",
]);
export const getClass: (env: Ref, ref: Ref) => Ref = plain(31, "pointer", ["pointer"]);
export const isInstance: (env: Ref, ref: Ref, cls: Ref) => number = plain(32, "uint8", ["pointer", "pointer"]);
export const arrayLength: (env: Ref, array: Ref) => number = plain(171, "int", ["pointer"]);
export const arrayElement: (env: Ref, array: Ref, index: number) => Ref = plain(173, "pointer", ["pointer", "int"]);
export const newArray: (env: Ref, n: number, cls: Ref, initial: Ref) => Ref = plain(172, "pointer", [
  "int",
  "pointer",
  "pointer",
]);
export const setElement: (env: Ref, array: Ref, index: number, value: Ref) => void = plain(174, "void", [
  "pointer",
  "int",
  "pointer",
]);
export const newByteArray: (env: Ref, n: number) => Ref = plain(176, "pointer", ["int"]);
export const newWeak: (env: Ref, ref: Ref) => Ref = plain(226, "pointer", ["pointer"]);
export const directBuffer: (env: Ref, address: NativePointer, size: number) => Ref = plain(229, "pointer", [
  "pointer",
  "int64",
]);
export const registerNatives: (env: Ref, cls: Ref, methods: NativePointer, n: number) => number = plain(215, "int", [
  "pointer",
  "pointer",
  "int",
]);
export const deleteWeak: (env: Ref, ref: Ref) => void = plain(227, "void", ["pointer"]);
const exceptionCheck: (env: Ref) => number = plain(228, "uint8", []);
const stringLength: (env: Ref, s: Ref) => number = plain(164, "int", ["pointer"]);
const stringRegion: (env: Ref, s: Ref, start: number, n: number, to: Ref) => void = plain(220, "void", [
  "pointer",
  "int",
  "int",
  "pointer",
]);
const newStringUtf: (env: Ref, text: Ref) => Ref = plain(167, "pointer", ["pointer"]);
const methodIdOf: (env: Ref, cls: Ref, name: Ref, sig: Ref) => Ref = initialising(33, "pointer", [
  "pointer",
  "pointer",
  "pointer",
]);
const staticMethodIdOf: (env: Ref, cls: Ref, name: Ref, sig: Ref) => Ref = initialising(113, "pointer", [
  "pointer",
  "pointer",
  "pointer",
]);
const fieldIdOf: (env: Ref, cls: Ref, name: Ref, sig: Ref) => Ref = initialising(94, "pointer", [
  "pointer",
  "pointer",
  "pointer",
]);

const LETTER: Record<string, { ffi: string; call: number }> = {
  L: { ffi: "pointer", call: 0 },
  Z: { ffi: "uint8", call: 1 },
  B: { ffi: "int8", call: 2 },
  C: { ffi: "uint16", call: 3 },
  S: { ffi: "int16", call: 4 },
  I: { ffi: "int32", call: 5 },
  J: { ffi: "int64", call: 6 },
  F: { ffi: "float", call: 7 },
  D: { ffi: "double", call: 8 },
  V: { ffi: "void", call: 9 },
};
const BY_FFI: Record<string, number> = Object.fromEntries(Object.values(LETTER).map((l) => [l.ffi, l.call]));

/** Goes into the runtime and comes out again, in the state of a thread in native code. */
export function passThrough(env: Ref): void {
  pushFrame(env, 1);
  popFrame(env, NULL);
}

/** Clears a pending exception and says whether there was one. */
export function cleared(env: Ref): boolean {
  if (exceptionCheck(env) === 0) {
    return false;
  }
  exceptionClear(env);
  return true;
}

/** Does `work` with no exception pending: the one that is, in native code of the app, is put back. */
export function aside<T>(env: Ref, work: () => T): T {
  if (exceptionCheck(env) === 0) {
    return work();
  }
  const pending = exceptionOccurred(env);
  exceptionClear(env);
  try {
    return work();
  } finally {
    cleared(env);
    throwRef(env, pending);
    deleteLocal(env, pending);
  }
}

/** The function that calls one hooked method's original body, for these native types. */
export function originalCall(env: Ref, isStatic: boolean, ret: string, args: string[]): Native {
  const index = (isStatic ? 114 : 64) + 3 * BY_FFI[ret];
  const head = isStatic ? ["pointer", "pointer", "pointer"] : ["pointer", "pointer", "pointer", "pointer"];
  return jni(env, index, ret, args.length > 0 ? [...head, "...", ...args] : head, "cooperative");
}

export interface Member {
  id: Ref;
  letter: string;
  isField: boolean;
}

function memberId(env: Ref, lookup: typeof methodIdOf, cls: Ref, name: string, sig: string): Ref | null {
  const id = lookup(env, cls, Memory.allocUtf8String(name), Memory.allocUtf8String(sig));
  return cleared(env) || id.isNull() ? null : id;
}

const PRIMITIVES = new Map([
  ["boolean", "Z"],
  ["byte", "B"],
  ["char", "C"],
  ["short", "S"],
  ["int", "I"],
  ["long", "J"],
  ["float", "F"],
  ["double", "D"],
  ["void", "V"],
]);

export function descriptor(type: string): string {
  const primitive = PRIMITIVES.get(type);
  if (primitive !== undefined) {
    return primitive;
  }
  return type.endsWith("[]") ? "[" + descriptor(type.slice(0, -2)) : `L${type.replace(/\./g, "/")};`;
}

/** Finds `type name` (a field) or `type name()` (a getter) in a class; null if it has none. */
export function member(env: Ref, cls: Ref, type: string, name: string, isField: boolean, args = ""): Member | null {
  const sig = descriptor(type);
  const id = isField
    ? memberId(env, fieldIdOf, cls, name, sig)
    : memberId(env, methodIdOf, cls, name, `(${args})${sig}`);
  return id === null ? null : { id, isField, letter: sig.startsWith("[") ? "L" : sig[0] };
}

export function staticMethod(env: Ref, cls: Ref, name: string, sig: string): Ref {
  const id = memberId(env, staticMethodIdOf, cls, name, sig);
  if (id === null) {
    throw new Error(`no static method ${name}${sig}`);
  }
  return id;
}

/** Reads a field or calls a getter; null (and no pending exception) when it throws. Getters may run Java code. */
export function read(env: Ref, ref: Ref, m: Member, ...args: any[]): any {
  const value = pending(env, ref, m, ...args);
  return cleared(env) ? null : value;
}

/** What a getter throws, which is not pending any more; NULL when it throws nothing. */
export function thrown(env: Ref, ref: Ref, m: Member): Ref {
  pending(env, ref, m);
  const exception = exceptionOccurred(env);
  exceptionClear(env);
  return exception;
}

function pending(env: Ref, ref: Ref, m: Member, ...args: any[]): any {
  const { ffi, call } = LETTER[m.letter];
  if (m.isField) {
    return jni(env, 95 + call, ffi, ["pointer", "pointer", "pointer"])(env, ref, m.id);
  }
  const types = args.map((a) => (typeof a === "number" ? "int32" : "pointer"));
  const f = jni(
    env,
    34 + 3 * call,
    ffi,
    ["pointer", "pointer", "pointer", ...(types.length ? ["...", ...types] : [])],
    "cooperative",
  );
  return f(env, ref, m.id, ...args);
}

/** The same, but always the member of `cls` itself, whatever a class below it has. */
export function readExact(env: Ref, ref: Ref, cls: Ref, m: Member, ...args: any[]): any {
  const { ffi, call } = LETTER[m.letter];
  const types = args.map((a) => (typeof a === "number" ? "int32" : "pointer"));
  const head = ["pointer", "pointer", "pointer", "pointer"];
  const f = jni(env, 64 + 3 * call, ffi, types.length ? [...head, "...", ...types] : head, "cooperative");
  const value = f(env, ref, cls, m.id, ...args);
  return cleared(env) ? null : value;
}

const staticFieldIdOf: (env: Ref, cls: Ref, name: Ref, sig: Ref) => Ref = initialising(144, "pointer", [
  "pointer",
  "pointer",
  "pointer",
]);

/** Reads a static field. A class that is not initialised would be now. */
export function readStatic(env: Ref, cls: Ref, field: { name: string; type: string }): any {
  const sig = descriptor(field.type);
  const id = staticFieldIdOf(env, cls, Memory.allocUtf8String(field.name), Memory.allocUtf8String(sig));
  if (cleared(env) || id.isNull()) {
    return NULL;
  }
  const { ffi, call } = LETTER[sig.startsWith("[") ? "L" : sig[0]];
  return jni(env, 145 + call, ffi, ["pointer", "pointer", "pointer"])(env, cls, id);
}

export function instanceMethod(env: Ref, cls: Ref, name: string, sig: string): Ref {
  const id = memberId(env, methodIdOf, cls, name, sig);
  if (id === null) {
    throw new Error(`no method ${name}${sig}`);
  }
  return id;
}

/** Calls a method of an object; an exception stays pending. */
export function callMethod(env: Ref, self: Ref, id: Ref, letter: string, types: string[], ...args: any[]): any {
  const { ffi, call } = LETTER[letter];
  const f = jni(
    env,
    34 + 3 * call,
    ffi,
    ["pointer", "pointer", "pointer", ...(types.length ? ["...", ...types] : [])],
    "cooperative",
  );
  return f(env, self, id, ...args);
}

export function callStatic(env: Ref, cls: Ref, id: Ref, letter: string, types: string[], ...args: any[]): any {
  const { ffi, call } = LETTER[letter];
  const f = jni(
    env,
    114 + 3 * call,
    ffi,
    ["pointer", "pointer", "pointer", ...(types.length ? ["...", ...types] : [])],
    "cooperative",
  );
  return f(env, cls, id, ...args);
}

const scratch = Memory.alloc(16384);

/** Reads at most `limit` characters of a String; lone surrogates become U+FFFD. */
export function text(env: Ref, s: Ref, limit: number): { text: string; length: number } {
  const length = stringLength(env, s);
  const n = Math.min(length, limit);
  if (n === 0) {
    return { text: "", length };
  }
  const to = n * 2 <= 16384 ? scratch : Memory.alloc(n * 2);
  stringRegion(env, s, 0, n, to);
  return { text: utf16(to, n), length };
}

export function utf16(from: NativePointer, n: number): string {
  const units = new Uint16Array(from.readByteArray(n * 2)!);
  let out = "";
  for (let i = 0; i < n; i += 4096) {
    out += String.fromCharCode.apply(null, units.subarray(i, Math.min(n, i + 4096)) as unknown as number[]);
  }
  return /[\ud800-\udfff]/.test(out)
    ? out.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\ufffd")
    : out;
}

export function newString(env: Ref, value: string): Ref {
  return newStringUtf(env, Memory.allocUtf8String(value));
}

const REGION: Record<string, { index: number; size: number }> = {
  Z: { index: 199, size: 1 },
  B: { index: 200, size: 1 },
  C: { index: 201, size: 2 },
  S: { index: 202, size: 2 },
  I: { index: 203, size: 4 },
  J: { index: 204, size: 8 },
  F: { index: 205, size: 4 },
  D: { index: 206, size: 8 },
};

/** Copies part of a primitive array out of the runtime. The bounds must hold. */
export function region(env: Ref, array: Ref, letter: string, start: number, n: number): NativePointer {
  const { index, size } = REGION[letter];
  const to = n * size <= 16384 ? scratch : Memory.alloc(n * size);
  jni(env, index, "void", ["pointer", "pointer", "int", "int", "pointer"])(env, array, start, n, to);
  return to;
}
