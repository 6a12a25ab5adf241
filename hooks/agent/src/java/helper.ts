// Java code that the agent brings along on ART: a dex file in memory, under a class loader of its own that nothing else
// knows. What it is for is told in helper/src.

import { classRef } from "./classes.js";
import { HELPER } from "./helperdex.js";
import * as jni from "./jni.js";

/** API level from which the runtime loads dex files from memory (dalvik.system.InMemoryDexClassLoader). */
export const IN_MEMORY_API = 26;
const IN_MEMORY = "dalvik.system.InMemoryDexClassLoader";

let loader: jni.Ref | null = null;
const found = new Map<string, jni.Ref>();

function decoded(text: string): ArrayBuffer {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes = new Uint8Array(Math.floor((text.replace(/=+$/, "").length * 3) / 4));
  let [bits, n, at] = [0, 0, 0];
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) {
      break;
    }
    bits = ((bits << 6) | value) & 0xffffff;
    n += 6;
    if (n >= 8) {
      n -= 8;
      bytes[at++] = (bits >> n) & 0xff;
    }
  }
  return bytes.buffer;
}

/** Loads the code. Throws where the runtime cannot: Android 7 and older loads dex files only from files. */
export function prepare(env: jni.Ref): void {
  const type = classRef(env, IN_MEMORY);
  if (type === null) {
    throw new Error(`${IN_MEMORY} is not there: this is Android 7 or older`);
  }
  const dex = decoded(HELPER);
  const memory = Memory.alloc(dex.byteLength);
  memory.writeByteArray(dex);
  jni.pushFrame(env, 8);
  try {
    const loaders = classRef(env, "java.lang.ClassLoader")!;
    const parent = jni.callStatic(
      env,
      loaders,
      jni.staticMethod(env, loaders, "getSystemClassLoader", "()Ljava/lang/ClassLoader;"),
      "L",
      [],
    );
    const made = jni.allocate(env, type);
    const init = jni.instanceMethod(env, type, "<init>", "(Ljava/nio/ByteBuffer;Ljava/lang/ClassLoader;)V");
    jni.callMethod(env, made, init, "V", ["pointer", "pointer"], jni.directBuffer(env, memory, dex.byteLength), parent);
    if (jni.cleared(env)) {
      throw new Error("the runtime does not load the agent's own classes");
    }
    loader = jni.newGlobal(env, made);
  } finally {
    jni.popFrame(env, NULL);
  }
}

/** One of the classes, not initialised; a global reference. Throws when it cannot be had. */
export function helperClass(env: jni.Ref, name: string): jni.Ref {
  const known = found.get(name);
  if (known !== undefined) {
    return known;
  }
  if (loader === null) {
    throw new Error("the agent's own Java classes are not loaded");
  }
  jni.pushFrame(env, 4);
  try {
    const loadClass = jni.instanceMethod(
      env,
      classRef(env, "java.lang.ClassLoader")!,
      "loadClass",
      "(Ljava/lang/String;)Ljava/lang/Class;",
    );
    const cls = jni.callMethod(env, loader, loadClass, "L", ["pointer"], jni.newString(env, name)) as jni.Ref;
    if (jni.cleared(env) || cls.isNull()) {
      throw new Error(`the agent's class ${name} cannot be loaded`);
    }
    const kept = jni.newGlobal(env, cls);
    found.set(name, kept);
    return kept;
  } finally {
    jni.popFrame(env, NULL);
  }
}
