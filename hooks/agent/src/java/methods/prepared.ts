// On ART: each class that the runtime has just made, before any of its code runs, whatever made it - a class loader of any
// kind, dex files that a packer has slipped into one, code that asks DexFile itself.
//
// ClassLinker calls RuntimeCallbacks::ClassPrepare then (class_linker.cc DefineClass; since Android 8), a place at which
// JVMTI's agents run Java, so that nothing is held that a wait here could block. The thread is marked as one that the
// collector waits for, though: it must not wait for JavaScript. So a Java method of the agent's own is called, which is
// native, and JavaScript runs in there.

import { classRef } from "../classes.js";
import { ofCore, shared, SHARED, want } from "../../native/core.js";
import { helperClass } from "../helper.js";
import * as jni from "../jni.js";
import { compile, refuseMisfits } from "../../native/compiled.js";
import source from "../../native/prepared.c";
import { settled } from "../../native/settled.js";
import { exportOf } from "./keep.js";

const PREPARE = "_ZN3art16RuntimeCallbacks12ClassPrepareENS_6HandleINS_6mirror5ClassEEES4_";
/** With the strings of the C++ library that Android has, and of the one that Debian builds ART with. */
const DESCRIPTOR = [
  "_ZN3art6mirror5Class13GetDescriptorEPNSt3__112basic_stringIcNS2_11char_traitsIcEENS2_9allocatorIcEEEE",
  "_ZN3art6mirror5Class13GetDescriptorEPNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
];
const GLOBAL = "_ZN3art9JavaVMExt12AddGlobalRefEPNS_6ThreadENS_6ObjPtrINS_6mirror6ObjectEEE";
const BELL = "agent.Bell";
const TRIAL = "agent.Bell$Trial";

/** How long the agent waits for the hook on the runtime to be in place. */
const PATIENCE_MS = 2000;

const kept: unknown[] = [];

/**
 * Has `seen` called on the thread that makes a class of a name that is waited for. Throws when the runtime does not let
 * that be: it is tried, with a class of the agent's own.
 */
export function watchMade(env: jni.Ref, seen: NativePointer): void {
  const needed = (names: string[]): NativePointer => {
    const found = names.map(exportOf).find((address) => address !== null);
    if (found === undefined || found === null) {
      throw new Error(`the runtime has no ${names[0]}`);
    }
    return found;
  };
  const [prepare, descriptor, global] = [[PREPARE], DESCRIPTOR, [GLOBAL]].map(needed);
  const bell = helperClass(env, BELL);
  const { module, state: art, facts } = compile(source, "art", ["free"], ofCore("is_wanted", "appeared"));
  const P = "pointer";
  const ART = facts.state("art", { vm: P, descriptor: P, global: P, bell: P, ring: P, debian: P });
  refuseMisfits();
  const [name, signature] = ["ring", "(Ljava/lang/Object;)V"];
  const method = Memory.alloc(3 * Process.pointerSize);
  const texts = [Memory.allocUtf8String(name), Memory.allocUtf8String(signature), module.ring as NativePointer];
  texts.forEach((text, i) => method.add(i * Process.pointerSize).writePointer(text));
  if (jni.registerNatives(env, bell, method, 1) !== 0) {
    jni.cleared(env);
    throw new Error("the agent's own native method is not taken");
  }
  art.add(ART.vm).writePointer(Java.api.vm);
  art.add(ART.descriptor).writePointer(descriptor);
  art.add(ART.global).writePointer(global);
  art.add(ART.bell).writePointer(bell);
  art.add(ART.ring).writePointer(jni.staticMethod(env, bell, name, signature));
  art.add(ART.debian).writePointer(exportOf(DESCRIPTOR[0]) === null ? bell : NULL);
  kept.push(art, module, method, texts);
  let rung = 0;
  const trial = new NativeCallback(
    (e: NativePointer, cls: NativePointer) => {
      rung += jni.isSame(e, cls, cls);
    },
    "void",
    ["pointer", "pointer"],
  );
  kept.push(trial);
  shared.add(SHARED.late).writePointer(trial);
  Interceptor.attach(prepare, { onEnter: module.class_made as NativePointer } as any);
  if (!settled(PATIENCE_MS)) {
    throw new Error(`its own hook was not in place within ${PATIENCE_MS} ms`);
  }
  want(Memory.allocUtf8String(jni.descriptor(TRIAL)));
  helperClass(env, TRIAL);
  if (rung !== 1) {
    throw new Error(`the runtime told ${rung} times of one class`);
  }
  shared.add(SHARED.late).writePointer(seen);
}

/** The classes of these names that class loaders have loaded already; nothing is loaded for that. */
export function loadedAlready(
  env: jni.Ref,
  loaders: jni.Ref[],
  names: Iterable<string>,
  found: (cls: jni.Ref) => void,
): void {
  const owner = classRef(env, "java.lang.VMClassLoader");
  if (owner === null) {
    throw new Error("the runtime does not say which classes are loaded");
  }
  const find = jni.staticMethod(
    env,
    owner,
    "findLoadedClass",
    "(Ljava/lang/ClassLoader;Ljava/lang/String;)Ljava/lang/Class;",
  );
  for (const name of names) {
    jni.pushFrame(env, 4 + loaders.length);
    try {
      const text = jni.newString(env, name);
      for (const loader of loaders) {
        const cls = jni.callStatic(env, owner, find, "L", ["pointer", "pointer"], loader, text) as jni.Ref;
        if (!jni.cleared(env) && !cls.isNull()) {
          found(cls);
        }
      }
    } finally {
      jni.popFrame(env, NULL);
    }
  }
}
