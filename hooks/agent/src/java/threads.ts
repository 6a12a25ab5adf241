// Names of threads and texts of throwables, read from fields so that no code of the app runs.

import { className, needClass } from "./classes.js";
import * as jni from "./jni.js";

const FRESH_NS = 1e9;

const names = new Map<number, { name: string; until: number }>();
let currentThread: jni.Ref | null = null;
let threadClass: jni.Ref | null = null;
let nameField: jni.Member | null = null;
let messageField: jni.Member | null = null;

export function prepare(env: jni.Ref): void {
  threadClass = needClass(env, "java.lang.Thread");
  currentThread = jni.staticMethod(env, threadClass, "currentThread", "()Ljava/lang/Thread;");
  nameField = jni.member(env, threadClass, "java.lang.String", "name", true);
  messageField = jni.member(env, needClass(env, "java.lang.Throwable"), "java.lang.String", "detailMessage", true);
}

/** The current thread's name, looked up anew when it is a second old; `at` is the time now. */
export function threadName(env: jni.Ref, tid: number, at: number): string {
  const known = names.get(tid);
  if (known !== undefined && known.until > at) {
    return known.name;
  }
  let name = "";
  if (threadClass !== null && currentThread !== null && nameField !== null) {
    jni.pushFrame(env, 4);
    const thread = jni.callStatic(env, threadClass, currentThread, "L", []) as jni.Ref;
    const ref = thread.isNull() ? null : jni.read(env, thread, nameField);
    name = ref === null || ref.isNull() ? "" : jni.text(env, ref, 256).text;
    jni.popFrame(env, NULL);
    if (thread.isNull()) {
      return ""; // ART is still starting this thread, in native code
    }
  }
  if (names.size > 10_000) {
    names.clear();
  }
  names.set(tid, { name, until: at + FRESH_NS });
  return name;
}

/** `java.lang.SecurityException: why`, without calling the throwable's own methods. */
export function throwableText(env: jni.Ref, thrown: jni.Ref): string {
  jni.pushFrame(env, 8);
  try {
    const type = className(env, jni.getClass(env, thrown));
    const message = messageField === null ? null : jni.read(env, thrown, messageField);
    return message === null || message.isNull() ? type : `${type}: ${jni.text(env, message, 4096).text}`;
  } finally {
    jni.popFrame(env, NULL);
  }
}
