// Puts one native function in place of a Java method.
//
// The bridge knows how to replace a method in each runtime, but its own hooks pass every argument and result through
// JavaScript values: strings and arrays come out as copies. So the bridge is given our function instead of the one it
// would make, and ours works on the runtime's references.

import { hideFrames } from "../stacks/arttraces.js";
import * as jni from "../jni.js";
import { keepIn } from "./keep.js";
import { operating } from "../operation.js";
import { place, resolveTargets, wrapped, type Hook, type Placed } from "./sites.js";
import { keepReflection } from "../stacks/traces.js";
import { together } from "./together.js";

export interface Replaced {
  isStatic: boolean;
  args: string[];
  ret: string;
}

/** What runs instead of the method; it must run `original` exactly once. */
export type Body = (original: () => any, env: jni.Ref, self: jni.Ref, args: any[]) => any;

interface Wanted {
  method: BridgeMethod;
  env: BridgeEnv;
  body: Body | Hook | NativePointer;
  failed: (error: unknown) => void;
  /** What has been put in the method's place. */
  callback?: NativePointer;
}

const PATIENCE_MS = 1000;
const kept: unknown[] = [];
/** By thread, as all that one of them asks for: on a busy machine the wait for another one ends before its work does. */
const collecting = new Map<ThreadId, Wanted[]>();
const putting = new Map<ThreadId, true>();
/** What the bridge has left for its next turn: one thing for all methods, whoever has asked for them. */
const ticks: (() => void)[] = [];
let owner = 0;

/** One thread at a time: others run JavaScript whenever this one is in the runtime. The wait is bounded, for the runtime
 * may itself make this thread wait for one of those. */
export function exclusively(work: () => void): void {
  const me = Process.getCurrentThreadId();
  const end = Date.now() + PATIENCE_MS;
  while (owner !== 0 && owner !== me && Date.now() < end) {
    Thread.sleep(0.001);
  }
  const before = owner;
  owner = me;
  try {
    work();
  } finally {
    owner = before === me ? me : 0;
  }
}

/** Asks for a method to be replaced when the surrounding `atOnce` ends; `failed` hears of it when that cannot be, or, at any
 * later time, when the runtime has taken the hook off. */
export function replace(
  method: BridgeMethod,
  env: BridgeEnv,
  body: Body | Hook | NativePointer,
  failed: (error: unknown) => void = (e) => {
    throw e;
  },
): void {
  const mine = collecting.get(Process.getCurrentThreadId());
  if (mine === undefined) {
    throw new Error("replace() outside of atOnce()");
  }
  mine.push({ method, env, body, failed });
}

function bare(method: BridgeMethod, env: BridgeEnv, body: Body): NativePointer {
  const ret = method.returnType.type as string;
  const args = method.argumentTypes.map((t) => t.type as string);
  const isStatic = method.type === jni.STATIC;
  const holder = jni.newGlobal(env.handle, method.holder.$copyClassHandle(env));
  const native = jni.originalCall(env.handle, isStatic, ret, args);
  let target: NativePointer | null = null;
  const resolve = (): NativePointer =>
    (target = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api));
  const call = isStatic
    ? (e: any, self: any, a: any[]) => native(e, self, target ?? resolve(), ...a)
    : (e: any, self: any, a: any[]) => native(e, self, holder, target ?? resolve(), ...a);
  const callback = new NativeCallback(
    (e: any, self: any, ...rest: any[]) => body(() => call(e, self, rest), e, self, rest),
    ret as any,
    ["pointer", "pointer", ...args] as any,
  );
  kept.push(callback);
  return callback;
}

function put(wanted: Wanted, callback: NativePointer): void {
  const { method } = wanted;
  const scope = globalThis as unknown as { NativeCallback: unknown };
  const Made = scope.NativeCallback;
  try {
    scope.NativeCallback = function (): unknown {
      scope.NativeCallback = Made; // only the first one the bridge makes is the method's own
      return callback;
    };
    method.implementation = () => {};
    wanted.callback = callback;
  } finally {
    scope.NativeCallback = Made;
  }
}

function putAll(all: Wanted[]): void {
  const placed: Placed[] = [];
  const sources: Wanted[] = [];
  const attempt = (wanted: Wanted, work: () => void): void => {
    try {
      work();
    } catch (error) {
      wanted.failed(error);
    }
  };
  for (const wanted of all) {
    const { method, env, body } = wanted;
    attempt(wanted, () => {
      keepReflection(env, method.holder);
      if (typeof body === "function") {
        put(wanted, bare(method, env, body));
      } else if (body instanceof NativePointer) {
        put(wanted, body); // a JNI function, which calls the original itself
      } else {
        placed.push(place(method, env, body));
        sources.push(wanted);
      }
    });
  }
  const functions = wrapped(placed);
  functions.forEach((callback, i) => attempt(sources[i], () => put(sources[i], callback)));
}

/** Only what the runtime itself shows to be in place is hooked. */
function keepAll(all: Wanted[]): void {
  for (const { method, callback, failed } of all) {
    if (callback !== undefined) {
      const {
        holder: { $n: holder },
        methodName: name,
      } = method;
      hideFrames(`${holder}.${name}`);
      if (name === holder.slice(holder.lastIndexOf(".") + 1)) {
        hideFrames(`${holder}.<init>`); // the bridge calls a constructor by its class's name
      }
      try {
        keepIn(method, callback, failed);
      } catch (error) {
        failed(error);
      }
    }
  }
}

/**
 * Lets the replacements that `work` asks for take effect before this returns; the bridge would leave them for its next
 * turn. The bridge runs a VM operation from native code, and a desktop JVM's thread comes out of that marked as inside
 * the VM: it would hold up the next safepoint for ever. One JNI call puts the mark right.
 */
export function atOnce(env: jni.Ref, work: () => void): void {
  exclusively(() => replaceAll(env, work));
}

function replaceAll(env: jni.Ref, work: () => void): void {
  const mine: Wanted[] = [];
  within(collecting, mine, work);
  if (mine.length === 0) {
    return;
  }
  keepTicks();
  within(putting, true, () => putAll(mine));
  try {
    operating(() => together(() => ticks.splice(0).forEach((run) => run())));
  } finally {
    jni.passThrough(env);
  }
  keepAll(mine);
  resolveTargets();
}

/** Does `work` with something that is this thread's for that time. */
function within<T>(of: Map<ThreadId, T>, value: T, work: () => void): void {
  const me = Process.getCurrentThreadId();
  const before = of.get(me);
  of.set(me, value);
  try {
    work();
  } finally {
    if (before === undefined) {
      of.delete(me);
    } else {
      of.set(me, before);
    }
  }
}

let ticksKept = false;

/** From now on what the bridge leaves for its next turn is kept where a thread wants it at once. */
function keepTicks(): void {
  if (ticksKept) {
    return;
  }
  ticksKept = true;
  const script = Script as { nextTick: (fn: (...args: any[]) => void, ...args: any[]) => void };
  const later = script.nextTick;
  script.nextTick = (fn, ...args) => {
    if (putting.has(Process.getCurrentThreadId())) {
      ticks.push(() => fn(...args));
    } else {
      later.call(script, fn, ...args);
    }
  };
}
