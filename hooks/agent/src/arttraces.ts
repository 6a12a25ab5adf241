// Keeps hooks out of the stack traces that an app can ask for on ART.
//
// A hooked method shows twice there: its own frame and, outside of it, that of the copy of the method that calls the hook,
// which is native. All traces are made by two native methods of the platform (libcore: Throwable.java, VMStack.java), so
// what these give is put right. Stacks that ART itself writes (ANR files, the log of a native crash) keep the frame.

import { classRef } from "./classes.js";
import * as jni from "./jni.js";
import { settled } from "./operation.js";
import { atOnce, replace } from "./replace.js";
import { failed } from "./wire.js";

/** Methods that give an array of StackTraceElement. */
const MAKERS: [string, string][] = [["java.lang.Throwable", "nativeGetStackTrace"], ["dalvik.system.VMStack", "getThreadStackTrace"]];
/** More frames than this are not looked at. */
const MOST_FRAMES = 8192;
const ELEMENT = "java.lang.StackTraceElement";
const NATIVE_LINE = -2;

const SOURCE = `
typedef void *ref;
struct env { void **functions; };

/* The frames whose line number says that they are native, by their places in the trace. */
int native_frames (struct env *env, ref frames, void *line, int *out, int most) {
  int n = ((int (*) (void *, ref)) env->functions[171]) (env, frames);
  int i, found = 0;
  if (n > most) n = most;
  for (i = 0; i < n; i++) {
    ref frame = ((ref (*) (void *, ref, int)) env->functions[173]) (env, frames, i);
    if (((int (*) (void *, ref, void *)) env->functions[100]) (env, frame, line) == ${NATIVE_LINE}) out[found++] = i;
    ((void (*) (void *, ref)) env->functions[23]) (env, frame);
  }
  return found;
}

/* A trace without some of its frames; null, and an exception, when there is no memory. */
ref without (struct env *env, ref frames, ref element, const int *drop, int dropped) {
  int n = ((int (*) (void *, ref)) env->functions[171]) (env, frames);
  ref made = ((ref (*) (void *, int, ref, ref)) env->functions[172]) (env, n - dropped, element, 0);
  int i, to = 0, next = 0;
  if (made == 0) return 0;
  for (i = 0; i < n; i++) {
    if (next < dropped && drop[next] == i) { next++; continue; }
    ref frame = ((ref (*) (void *, ref, int)) env->functions[173]) (env, frames, i);
    ((void (*) (void *, ref, int, ref)) env->functions[174]) (env, made, to++, frame);
    ((void (*) (void *, ref)) env->functions[23]) (env, frame);
  }
  return made;
}
`;

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
    const spare = sparing({ cls, holder: field(text, "declaringClass"), method: field(text, "methodName"), line: field("int", "lineNumber") });
    atOnce(env.handle, () => MAKERS.forEach(([type, name]) => {
      for (const method of (Java.use(type)[name] as { overloads: BridgeMethod[] }).overloads) {
        replace(method, env, (original, e) => {
          const frames = original();
          return frames.isNull() || jni.pending(e) ? frames : spare(e, frames);
        }, told);
      }
    }));
  } catch (error) {
    told(error);
  }
}

function told(error: unknown): void {
  failed(`this runtime does not let hooks be kept out of stack traces, the app sees them there: ${(error as Error).message ?? error}`);
}

function sparing(members: Members): (env: jni.Ref, frames: jni.Ref) => jni.Ref {
  const module = new CModule(SOURCE);
  kept.push(module);
  const exclusive = { exceptions: "propagate", scheduling: "exclusive" } as const;
  const natives = new NativeFunction(module.native_frames as NativePointer, "int", ["pointer", "pointer", "pointer", "pointer", "int"], exclusive);
  const without = new NativeFunction(module.without as NativePointer, "pointer", ["pointer", "pointer", "pointer", "pointer", "int"], exclusive);
  const read = (env: jni.Ref, frame: jni.Ref, member: jni.Member): string => jni.text(env, jni.read(env, frame, member), 1024).text;
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
      const places = Memory.alloc(4 * MOST_FRAMES);
      const n = natives(env, frames, members.line.id, places, MOST_FRAMES);
      let dropped = 0;
      let before = -1;
      for (let i = 0; i < n; i++) {
        const at = places.add(4 * i).readS32();
        if (at === 0 || at - 1 === before) {
          continue;
        }
        const name = nameAt(env, frames, at);
        if (names.has(name) && nameAt(env, frames, at - 1) === name) {
          places.add(4 * dropped++).writeS32(at);
          before = at;
        }
      }
      const made = dropped === 0 ? frames : without(env, frames, members.cls, places, dropped);
      return jni.cleared(env) || made.isNull() ? frames : made;
    } catch (error) {
      jni.cleared(env);
      failed(error);
      return frames;
    }
  };
}
