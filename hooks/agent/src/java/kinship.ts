// What an object is, by the names of its class's ancestors: an app's later code brings its own class of an interface's
// name, which is another one than the class that the agent finds first.

import { className, classRef, identityOf, link, loaderOf, needClass, withClass } from "./classes.js";
import { now } from "../native/core.js";
import * as jni from "./jni.js";

const AGAIN_NS = 1e9;
const MOST = 20_000;

const missing = new Map<string, number>();
const told = new Map<string, boolean>();
let interfaces: jni.Member | null = null;
let parent: jni.Member | null = null;

/** Whether an object is of a class or interface of this name. */
export function isA(env: jni.Ref, ref: any, name: string): boolean {
  if (!(ref instanceof NativePointer) || ref.isNull()) {
    return false;
  }
  if ((missing.get(name) ?? 0) < now()) {
    const wanted = classRef(env, name);
    if (wanted === null) {
      missing.set(name, now() + AGAIN_NS);
    } else if (jni.isInstance(env, ref, wanted) !== 0) {
      return true;
    }
  }
  jni.pushFrame(env, 16);
  try {
    const cls = jni.getClass(env, ref);
    if (loaderOf(env, cls).name === "boot") {
      return false;
    }
    const key = `${identityOf(env, cls)} ${className(env, cls)} ${name}`;
    let answer = told.get(key);
    if (answer === undefined) {
      answer = descends(env, cls, name);
      if (told.size >= MOST) {
        told.clear();
      }
      told.set(key, answer);
    }
    return answer;
  } finally {
    jni.popFrame(env, NULL);
  }
}

function descends(env: jni.Ref, cls: jni.Ref, name: string): boolean {
  const meta = needClass(env, "java.lang.Class");
  interfaces ??= jni.member(env, meta, "java.lang.Class[]", "getInterfaces", false);
  parent ??= jni.member(env, meta, "java.lang.Class", "getSuperclass", false);
  if (className(env, cls) === name) {
    return true;
  }
  jni.pushFrame(env, 16);
  try {
    const all = jni.read(env, cls, interfaces!) as jni.Ref | null;
    for (let i = 0; all !== null && i < jni.arrayLength(env, all); i++) {
      if (descends(env, jni.arrayElement(env, all, i), name)) {
        return true;
      }
    }
    const above = jni.read(env, cls, parent!) as jni.Ref | null;
    return above !== null && !above.isNull() && descends(env, above, name);
  } finally {
    jni.popFrame(env, NULL);
  }
}

/** The bridge's view of this very class, whatever loader it comes from; a lambda's, too, which no loader knows. */
export function wrapperOf(env: jni.Ref, cls: jni.Ref): BridgeClass {
  const name = className(env, cls);
  const loader = loaderOf(env, cls);
  if (Java.api.flavor !== "jvm") {
    return loader.name === "boot"
      ? Java.use(name)
      : Java.ClassFactory.get(Java.retain(Java.cast(loader.ref, Java.use("java.lang.ClassLoader")))).use(name);
  }
  link(env, cls);
  return withClass(env, name.replace(/\//g, "."), jni.newGlobal(env, cls), loader.ref, () =>
    new Java.ClassFactory().use(name),
  );
}
