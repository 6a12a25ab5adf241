// Keeps hooks out of the stack traces that an app can ask for on ART.
//
// A hooked method shows twice there: its own frame and, outside of it, that of the copy of the method that calls the hook,
// which is native. All traces are made by two native methods of the platform (libcore: Throwable.java, VMStack.java), so
// what these give is put right, in C: JavaScript is asked only of a frame that repeats the one before it, and not near a
// stack's end. Stacks that ART itself writes (ANR files, the log of a native crash) keep the frame.

import { classRef } from "../classes.js";
import { library } from "../../native/core.js";
import * as jni from "../jni.js";
import { ROOM_FOR_SCRIPT } from "../../native/native.js";
import { settled } from "../operation.js";
import { atOnce, replace } from "../methods/replace.js";
import { failed } from "../../wire/wire.js";

/** Methods that give an array of StackTraceElement, and what they take. */
const MAKERS: [string, string, string][] = [
  ["java.lang.Throwable", "nativeGetStackTrace", "java.lang.Object"], ["dalvik.system.VMStack", "getThreadStackTrace", "java.lang.Thread"],
];
/** Frames beyond this one are not looked at. */
const MOST_FRAMES = 4096;
const ELEMENT = "java.lang.StackTraceElement";
const NATIVE_LINE = -2;

const SOURCE = `
typedef void *ref;
struct env { void **functions; };
extern struct { ref element, class_name, method_name, line, ask, made[4]; } traces;
extern void *here_now (void);
extern int fits (void *, int);
#define CALL(type, index, ...) ((type (*) (struct env *, ...)) env->functions[index]) (env, __VA_ARGS__)

static int same_text (struct env *env, ref a, ref b) {
  unsigned short left[64], right[64];
  int n, at, part, i;
  if (a == 0 || b == 0) return 0;
  n = CALL (int, 164, a);
  if (CALL (int, 164, b) != n) return 0;
  for (at = 0; at < n; at += part) {
    part = n - at < 64 ? n - at : 64;
    CALL (void, 220, a, at, part, left);
    CALL (void, 220, b, at, part, right);
    for (i = 0; i < part; i++) if (left[i] != right[i]) return 0;
  }
  return 1;
}

static int same (struct env *env, ref a, ref b, ref field) {
  ref left = CALL (ref, 95, a, field), right = CALL (ref, 95, b, field);
  int equal = same_text (env, left, right);
  if (left != 0) CALL (void, 23, left);
  if (right != 0) CALL (void, 23, right);
  return equal;
}

/* The frames that are native and have the class and the name of the one before. */
int repeated (struct env *env, ref frames, int *out, int most) {
  int n = CALL (int, 171, frames), i, found = 0;
  ref before = 0, frame;
  if (n > most) n = most;
  for (i = 0; i < n; i++) {
    frame = CALL (ref, 173, frames, i);
    if (before != 0) {
      if (CALL (int, 100, frame, traces.line) == ${NATIVE_LINE} && same (env, before, frame, traces.method_name) && same (env, before, frame, traces.class_name)) {
        if (out != 0) out[found] = i;
        found++;
      }
      CALL (void, 23, before);
    }
    before = frame;
  }
  if (before != 0) CALL (void, 23, before);
  return found;
}

/* A trace without some of its frames; null, and an exception, when there is no memory. */
ref without (struct env *env, ref frames, const int *drop, int dropped) {
  int n = CALL (int, 171, frames), i, to = 0, next = 0;
  ref made = CALL (ref, 172, n - dropped, traces.element, (ref) 0), frame;
  if (made == 0) return 0;
  for (i = 0; i < n; i++) {
    if (next < dropped && drop[next] == i) { next++; continue; }
    frame = CALL (ref, 173, frames, i);
    CALL (void, 174, made, to++, frame);
    CALL (void, 23, frame);
  }
  return made;
}

static ref give (struct env *env, ref *made, ref of) {
  ref frames = CALL (ref, 116, made[0], made[1], &of);
  if (frames == 0 || ((unsigned char (*) (struct env *)) env->functions[228]) (env)) return frames;
  if (repeated (env, frames, 0, ${MOST_FRAMES}) == 0 || !fits (here_now (), ${ROOM_FOR_SCRIPT})) return frames;
  return ((ref (*) (struct env *, ref)) traces.ask) (env, frames);
}

ref first (struct env *env, ref cls, ref of) { return give (env, traces.made, of); }
ref second (struct env *env, ref cls, ref of) { return give (env, traces.made + 2, of); }
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
    const members = { cls, holder: field(text, "declaringClass"), method: field(text, "methodName"), line: field("int", "lineNumber") };
    const traces = Memory.alloc((5 + 2 * MAKERS.length) * Process.pointerSize);
    const module = new CModule(SOURCE, { traces, here_now: library.here_now as NativePointer, fits: library.fits as NativePointer });
    const ask = new NativeCallback(sparing(members, module), "pointer", ["pointer", "pointer"]);
    kept.push(traces, module, ask);
    const words = [cls, members.holder.id, members.method.id, members.line.id, ask];
    for (const [type, name, taken] of MAKERS) {
      const owner = classRef(env.handle, type)!;
      words.push(owner, jni.staticMethod(env.handle, owner, name, `(${jni.descriptor(taken)})[${jni.descriptor(ELEMENT)}`));
    }
    words.forEach((word, i) => traces.add(i * Process.pointerSize).writePointer(word));
    atOnce(env.handle, () => MAKERS.forEach(([type, name], i) => {
      for (const method of (Java.use(type)[name] as { overloads: BridgeMethod[] }).overloads) {
        replace(method, env, [module.first, module.second][i] as NativePointer, told);
      }
    }));
  } catch (error) {
    jni.cleared(env.handle);
    told(error);
  }
}

function told(error: unknown): void {
  failed(`this runtime does not let hooks be kept out of stack traces, the app sees them there: ${(error as Error).message ?? error}`);
}

/** Gives a trace without the frames of hooks. */
function sparing(members: Members, module: CModule): (env: jni.Ref, frames: jni.Ref) => jni.Ref {
  const exclusive = { exceptions: "propagate", scheduling: "exclusive" } as const;
  const repeated = new NativeFunction(module.repeated as NativePointer, "int", ["pointer", "pointer", "pointer", "int"], exclusive);
  const without = new NativeFunction(module.without as NativePointer, "pointer", ["pointer", "pointer", "pointer", "int"], exclusive);
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
      const n = repeated(env, frames, places, MOST_FRAMES);
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
