// Bridges between web pages and the app: the object that is added, and every call of a page that then arrives.

import { carries } from "../java/annotations.js";
import { className, needClass } from "../java/classes.js";
import type { Call, Callback, Kind } from "../engine.js";
import * as jni from "../java/jni.js";
import { plain, recordArgs, result } from "./plain.js";
import { ask } from "./requests.js";
import { failed, type WireValue } from "../wire/wire.js";

const ANNOTATION = "android.webkit.JavascriptInterface";
const MOST = 500;

/** The methods of an object that pages may call: those that say so. Their class is only looked at, never asked. */
function exposed(env: jni.Ref, ref: jni.Ref): string[] {
  const need = (owner: string, type: string, name: string): jni.Member | null =>
    jni.member(env, needClass(env, owner), type, name, false);
  const all = need("java.lang.Class", "java.lang.reflect.Method[]", "getMethods");
  const getName = need("java.lang.reflect.Method", "java.lang.String", "getName");
  const declaring = need("java.lang.reflect.Method", "java.lang.Class", "getDeclaringClass");
  if (all === null || getName === null || declaring === null) {
    return [];
  }
  const names = new Set<string>();
  jni.pushFrame(env, 8);
  try {
    const methods = jni.read(env, jni.getClass(env, ref), all) as jni.Ref | null;
    for (let i = 0; methods !== null && i < Math.min(MOST, jni.arrayLength(env, methods)); i++) {
      jni.pushFrame(env, 8);
      const each = jni.arrayElement(env, methods, i);
      if (carries(env, jni.read(env, each, declaring), each, ANNOTATION)) {
        names.add(jni.text(env, jni.read(env, each, getName), 512).text);
      }
      jni.popFrame(env, NULL);
    }
  } finally {
    jni.popFrame(env, NULL);
  }
  return [...names].sort();
}

/** The last argument recorded is the list of the methods that pages may call. */
export const bridge: Kind = {
  choose: plain.choose,
  before(call) {
    recordArgs(call);
    const ref = call.args[0];
    if (!(ref instanceof NativePointer) || ref.isNull()) {
      return;
    }
    try {
      const names = exposed(call.env, ref);
      call.recorded.push({ t: "methods", i: names.map((x): WireValue => ({ t: "java.lang.String", x })) });
      watchAll(call, ref, names);
    } catch (error) {
      failed(error);
    }
  },
  after: result,
};

function watchAll(call: Call, ref: jni.Ref, names: string[]): void {
  const { env, point, caller, recorded } = call;
  const owner = className(env, jni.getClass(env, ref));
  const callbacks = names.map((method): Callback => ({ interface: "java.lang.Object", method, passes_on: false }));
  ask(env, ref, { point, stack: caller.stack, callbacks, about: { t: "bridge", x: recorded[1]?.x ?? owner } });
}
