// Puts one raw callback in place of a Java method.
//
// The bridge knows how to replace a method in each runtime, but its own hooks pass every argument and result through
// JavaScript values: strings and arrays come out as copies. So the bridge is given our callback instead of the one it
// would make, and the callback works on the runtime's references.

import * as jni from "./jni.js";

export interface Replaced {
  isStatic: boolean;
  args: string[];
  ret: string;
  call(env: jni.Ref, self: jni.Ref, args: any[]): any;
}

/** What runs instead of the method; it must call `original.call` exactly once. */
export type Body = (original: Replaced, env: jni.Ref, self: jni.Ref, args: any[]) => any;

const STATIC = 2;
const kept: unknown[] = [];

export function replace(method: BridgeMethod, env: BridgeEnv, body: Body): void {
  const ret = method.returnType.type as string;
  const args = method.argumentTypes.map((t) => t.type as string);
  const isStatic = method.type === STATIC;
  const holder = jni.newGlobal(env.handle, method.holder.$copyClassHandle(env));
  const native = jni.originalCall(env.handle, isStatic, ret, args);
  let target: NativePointer | null = null;
  const resolve = (): NativePointer =>
    (target = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api));
  const original: Replaced = {
    isStatic,
    args: method.argumentTypes.map((t) => t.className),
    ret: method.returnType.className,
    call: isStatic
      ? (e, self, a) => native(e, self, target ?? resolve(), ...a)
      : (e, self, a) => native(e, self, holder, target ?? resolve(), ...a),
  };
  const callback = new NativeCallback(
    (e: any, self: any, ...rest: any[]) => body(original, e, self, rest),
    ret as any,
    ["pointer", "pointer", ...args] as any,
  );
  kept.push(callback, original);
  const scope = globalThis as unknown as { NativeCallback: unknown };
  const Made = scope.NativeCallback;
  try {
    scope.NativeCallback = function (): unknown {
      scope.NativeCallback = Made; // only the first one the bridge makes is the method's own
      return callback;
    };
    method.implementation = () => {};
  } finally {
    scope.NativeCallback = Made;
  }
}

/**
 * Lets the replacements that `work` asks for take effect before this returns; the bridge would leave them for its next
 * turn. The bridge runs a VM operation from native code, and a desktop JVM's thread comes out of that marked as inside
 * the VM: it would hold up the next safepoint for ever. One JNI call puts the mark right.
 */
export function atOnce(env: jni.Ref, work: () => void): void {
  const script = Script as { nextTick: (fn: (...args: any[]) => void, ...args: any[]) => void };
  const later = script.nextTick;
  const waiting: (() => void)[] = [];
  script.nextTick = (fn, ...args) => void waiting.push(() => fn(...args));
  try {
    work();
  } finally {
    script.nextTick = later;
  }
  try {
    waiting.forEach((run) => run());
  } finally {
    jni.passThrough(env);
  }
}
