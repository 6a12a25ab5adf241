// Stacks on ART. A Throwable keeps its stack as the runtime's own array of methods and places in their code, and
// `Throwable.nativeFillInStackTrace` makes one without a Throwable, for less than one text of it would cost: the native part
// hashes that array. Only of a new stack are the texts asked for, by `Throwable.nativeGetStackTrace`.
//
// Both are in every version (art/runtime/native/java_lang_Throwable.cc). The array is long[] in a 64-bit process and int[]
// in a 32-bit one: n methods, then n places (thread.cc, BuildInternalStackTraceVisitor). Since Android 7 it is the first
// element of an Object[], before it was all there was. Should it be otherwise, there are other ways, each slower.

import { MAX_FRAMES, shared, SHARED, STACKS, type Thread } from "../../native/core.js";
import { place, withoutSite } from "./frames.js";
import * as jni from "../jni.js";
import type { Publish } from "./moment.js";
import { failed } from "../../wire/wire.js";

const THROWABLE = "java/lang/Throwable";
const ELEMENTS = "[Ljava/lang/StackTraceElement;";
/** A way that has failed so often is not tried again. */
const PATIENCE = 3;
/** Numbers of stacks that the native part does not give: its own begin at 1. */
const FIRST = 1 << 30;

interface Element {
  cls: jni.Member;
  method: jni.Member;
  file: jni.Member;
  line: jni.Member;
}

let throwable: jni.Ref = NULL;
let element: Element | null = null;

function find(env: jni.Ref, name: string): jni.Ref {
  const cls = jni.findClass(env, Memory.allocUtf8String(name));
  if (jni.cleared(env) || cls.isNull()) {
    throw new Error(`the runtime has no class ${name}`);
  }
  return jni.newGlobal(env, cls);
}

/** Has the native part walk stacks; gives what describes this thread's. Must run on the agent's own thread, where the
 * runtime's private members can be had. */
export function prepare(env: jni.Ref): (t: Thread, env: jni.Ref, site: string) => string[] {
  throwable = find(env, THROWABLE);
  const cls = find(env, "java/lang/StackTraceElement");
  const field = (type: string, name: string): jni.Member => {
    const found = jni.member(env, cls, type, name, true);
    if (found === null) {
      throw new Error(`the runtime has no StackTraceElement.${name}`);
    }
    return found;
  };
  const text = "java.lang.String";
  element = {
    cls: field(text, "declaringClass"),
    method: field(text, "methodName"),
    file: field(text, "fileName"),
    line: field("int", "lineNumber"),
  };
  let fill: jni.Ref;
  let get: jni.Ref;
  try {
    fill = jni.staticMethod(env, throwable, "nativeFillInStackTrace", "()Ljava/lang/Object;");
    get = jni.staticMethod(env, throwable, "nativeGetStackTrace", `(Ljava/lang/Object;)${ELEMENTS}`);
    shared.add(SHARED.nested).writeS32(nested(env, fill) ? 1 : 0);
  } catch (error) {
    failed(new Error(`stacks are walked slowly: ${(error as Error).message}`));
    return () => [];
  }
  shared.add(SHARED.throwable).writePointer(throwable);
  shared.add(SHARED.fill).writePointer(fill);
  return (_t, env, site) =>
    inFrame(env, () => {
      const trace = jni.callStatic(env, throwable, fill, "L", []);
      const elements =
        jni.cleared(env) || trace.isNull() ? NULL : jni.callStatic(env, throwable, get, "L", ["pointer"], trace);
      if (jni.cleared(env) || elements.isNull()) {
        throw new Error("the runtime does not describe a stack");
      }
      return withoutSite(texts(env, elements), site);
    });
}

/** Whether the array is an element of what `nativeFillInStackTrace` gives; throws when it is not there. */
function nested(env: jni.Ref, fill: jni.Ref): boolean {
  return inFrame(env, () => {
    const trace = jni.callStatic(env, throwable, fill, "L", []);
    if (jni.cleared(env) || trace.isNull()) {
      throw new Error("the runtime gives no stack");
    }
    const words = find(env, Process.pointerSize === 8 ? "[J" : "[I");
    const whole = jni.isInstance(env, trace, words) !== 0;
    const first =
      whole || jni.isInstance(env, trace, find(env, "[Ljava/lang/Object;")) === 0
        ? NULL
        : jni.arrayElement(env, trace, 0);
    if (!whole && (first.isNull() || jni.isInstance(env, first, words) === 0)) {
      throw new Error("the runtime keeps a stack in another way");
    }
    return !whole;
  });
}

function inFrame<T>(env: jni.Ref, work: () => T): T {
  jni.pushFrame(env, 16);
  try {
    return work();
  } finally {
    jni.popFrame(env, NULL);
  }
}

function texts(env: jni.Ref, elements: jni.Ref): string[] {
  const { cls, method, file, line } = element!;
  const n = Math.min(jni.arrayLength(env, elements), MAX_FRAMES + 1);
  const frames: string[] = [];
  for (let i = 0; i < n; i++) {
    inFrame(env, () => {
      const one = jni.arrayElement(env, elements, i);
      const text = (member: jni.Member): string | null => {
        const value = jni.read(env, one, member) as jni.Ref;
        return value.isNull() ? null : jni.text(env, value, 1024).text;
      };
      frames.push(`${text(cls) ?? "?"}.${text(method) ?? "?"}(${place(text(file), jni.read(env, one, line))})`);
    });
  }
  return frames;
}

/** What finds a stack, and its number, where the native part cannot. A call is recorded without one, number 0, when
 * nothing can. */
export function otherWays(env: jni.Ref, publish: Publish): (env: jni.Ref, site: string) => number {
  const make = jni.instanceMethod(env, throwable, "<init>", "()V");
  const ask = jni.instanceMethod(env, throwable, "getStackTrace", `()${ELEMENTS}`);
  const ways: { name: string; failures: number; walk: (env: jni.Ref) => string[] }[] = [
    {
      name: "Throwable.getStackTrace",
      failures: 0,
      walk: (env) =>
        inFrame(env, () => {
          const made = jni.newObject(env, throwable, make, NULL);
          const elements = jni.cleared(env) ? NULL : jni.callMethod(env, made, ask, "L", []);
          if (jni.cleared(env) || elements.isNull()) {
            throw new Error("it threw an exception");
          }
          return texts(env, elements);
        }),
    },
    {
      name: "the bridge's backtrace",
      failures: 0,
      walk: () =>
        Java.backtrace({ limit: MAX_FRAMES }).frames.map(
          (f) => `${f.className}.${f.methodName}(${place(f.fileName, f.lineNumber)})`,
        ),
    },
  ];
  const known = new Map<string, number>();
  let next = FIRST;
  const numbered = (frames: string[]): number => {
    const key = frames.join("\n");
    let stack = known.get(key);
    if (stack === undefined) {
      if (known.size >= STACKS / 2) {
        known.clear();
      }
      stack = next++;
      known.set(key, stack);
      publish(stack, frames);
    }
    return stack;
  };
  return (env, site) => {
    for (const way of ways) {
      if (way.failures >= PATIENCE) {
        continue;
      }
      try {
        return numbered(withoutSite(way.walk(env), site));
      } catch (error) {
        way.failures++;
        failed(new Error(`a stack was not found by ${way.name}: ${(error as Error).message}`));
      }
    }
    return 0;
  };
}
