// Keeps hooks out of the stack traces that an app can ask for on ART.
//
// A hooked method shows twice there: its own frame and, outside of it, that of the copy of the method that calls the hook,
// which is native. All traces are made by two native methods of the platform (libcore: Throwable.java, VMStack.java), so
// what these give is put right, in C: JavaScript is asked only of a frame that repeats the one before it, and not near a
// stack's end. Stacks that ART itself writes (ANR files, the log of a native crash) keep the frame.

import { classRef } from "../classes.js";
import { compile, refuseMisfits } from "../../native/compiled.js";
import { ofCore } from "../../native/core.js";
import source from "../../native/arttraces.c";
import * as jni from "../jni.js";
import { settled } from "../operation.js";
import { atOnce, replace } from "../methods/replace.js";
import { failed } from "../../wire/wire.js";

/** Methods that give an array of StackTraceElement, and what they take. */
const MAKERS: [string, string, string][] = [
  ["java.lang.Throwable", "nativeGetStackTrace", "java.lang.Object"],
  ["dalvik.system.VMStack", "getThreadStackTrace", "java.lang.Thread"],
];
const ELEMENT = "java.lang.StackTraceElement";

interface Members {
  cls: jni.Ref;
  holder: jni.Member;
  method: jni.Member;
  line: jni.Member;
}

/** `Class.method` of every method that has been replaced. */
const names = new Set<string>();
const kept: unknown[] = [];

/** A method has been replaced. */
export function hideFrames(name: string): void {
  names.add(name);
}

/** Must run once on ART, before any of the app's methods is hooked. */
export function prepare(env: BridgeEnv): void {
  if (Java.api.flavor !== "art") {
    return;
  }
  try {
    const cls = classRef(env.handle, ELEMENT)!;
    const field = (type: string, name: string): jni.Member => {
      const found = jni.member(env.handle, cls, type, name, true);
      if (found === null) {
        throw new Error(`${ELEMENT} has no ${name}`);
      }
      return found;
    };
    const text = "java.lang.String";
    const members = {
      cls,
      holder: field(text, "declaringClass"),
      method: field(text, "methodName"),
      line: field("int", "lineNumber"),
    };
    const { module, state: traces, facts } = compile(source, "traces", [], ofCore("here_now", "fits"));
    const P = "pointer";
    const TRACES = facts.state("traces", { element: P, className: P, methodName: P, line: P, ask: P, made: "part" });
    const most = facts.number("MOST_FRAMES");
    refuseMisfits();
    const ask = new NativeCallback(sparing(members, module, most), "pointer", ["pointer", "pointer"]);
    kept.push(traces, module, ask);
    traces.add(TRACES.element).writePointer(cls);
    traces.add(TRACES.className).writePointer(members.holder.id);
    traces.add(TRACES.methodName).writePointer(members.method.id);
    traces.add(TRACES.line).writePointer(members.line.id);
    traces.add(TRACES.ask).writePointer(ask);
    MAKERS.forEach(([type, name, taken], i) => {
      const owner = classRef(env.handle, type)!;
      const method = jni.staticMethod(env.handle, owner, name, `(${jni.descriptor(taken)})[${jni.descriptor(ELEMENT)}`);
      const made = traces.add(TRACES.made + 2 * i * Process.pointerSize);
      made.writePointer(owner);
      made.add(Process.pointerSize).writePointer(method);
    });
    atOnce(env.handle, () =>
      MAKERS.forEach(([type, name], i) => {
        for (const method of (Java.use(type)[name] as { overloads: BridgeMethod[] }).overloads) {
          replace(method, env, [module.first, module.second][i] as NativePointer, told);
        }
      }),
    );
  } catch (error) {
    jni.cleared(env.handle);
    told(error);
  }
}

function told(error: unknown): void {
  failed(
    `this runtime does not let hooks be kept out of stack traces, the app sees them there: ${(error as Error).message ?? error}`,
  );
}

/** Gives a trace without the frames of hooks. */
function sparing(members: Members, module: CModule, most: number): (env: jni.Ref, frames: jni.Ref) => jni.Ref {
  const exclusive = { exceptions: "propagate", scheduling: "exclusive" } as const;
  const repeated = new NativeFunction(
    module.repeated as NativePointer,
    "int",
    ["pointer", "pointer", "pointer", "int"],
    exclusive,
  );
  const without = new NativeFunction(
    module.without as NativePointer,
    "pointer",
    ["pointer", "pointer", "pointer", "int"],
    exclusive,
  );
  const read = (env: jni.Ref, frame: jni.Ref, member: jni.Member): string =>
    jni.text(env, jni.read(env, frame, member), 1024).text;
  const nameAt = (env: jni.Ref, frames: jni.Ref, i: number): string => {
    jni.pushFrame(env, 4);
    try {
      const frame = jni.arrayElement(env, frames, i);
      return `${read(env, frame, members.holder)}.${read(env, frame, members.method)}`;
    } finally {
      jni.popFrame(env, NULL);
    }
  };
  return (env, frames) => {
    try {
      settled();
      const places = Memory.alloc(4 * most);
      const n = repeated(env, frames, places, most);
      let dropped = 0;
      let before = -1;
      for (let i = 0; i < n; i++) {
        const at = places.add(4 * i).readS32();
        if (at - 1 !== before && names.has(nameAt(env, frames, at))) {
          places.add(4 * dropped++).writeS32(at);
          before = at;
        }
      }
      const made = dropped === 0 ? frames : without(env, frames, places, dropped);
      return jni.cleared(env) || made.isNull() ? frames : made;
    } catch (error) {
      jni.cleared(env);
      failed(error);
      return frames;
    }
  };
}
