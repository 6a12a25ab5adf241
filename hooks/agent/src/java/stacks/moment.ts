// When and from where a call is made: the clock and the caller's stack, in one native call. A stack is a number; what its
// frames are is asked once, when it is new: of the first of its threads that comes here, which need not be the one that the
// native part numbered it for. Of two that ask at the same time both tell.

import * as art from "./artstack.js";
import { now, STACKS, type Thread, THREAD } from "../../native/core.js";
import { withoutOurs } from "./frames.js";
import type * as jni from "../jni.js";
import * as jvmti from "./jvmtistack.js";

export { now };

export interface Caller {
  mono: number;
  stack: number;
}

export type Publish = (id: number, frames: string[]) => void;

let stackOf: (t: Thread, env: jni.Ref, site: string) => number = () => 0;

/**
 * The moment that the native part has just taken on this thread, whose JNIEnv is `env`. `site` is `Class.method` of the
 * hooked method, which is not part of its caller's stack; empty in a native function.
 */
export function taken(t: Thread, env: jni.Ref, site: string): Caller {
  return { mono: t.readDouble(), stack: stackOf(t, env, site) };
}

/** Chooses the cheapest way to walk stacks in this runtime. `publish` gets each distinct stack before its
 * number is in a record, at times more than once. */
export function prepare(env: BridgeEnv, publish: Publish): void {
  const told: Publish = (id, frames) => publish(id, withoutOurs(frames));
  const onArt = Java.api.flavor !== "jvm";
  const describe = onArt ? art.prepare(env.handle) : jvmti.prepare(Java.api.jvmti!.handle);
  const slowly = onArt ? art.otherWays(env.handle, told) : () => 0;
  const known = new Set<number>();
  stackOf = (t, env, site) => {
    if (t.add(THREAD.frames).readS32() < 0) {
      return slowly(env, site);
    }
    const stack = t.add(THREAD.stack).readS32();
    if (stack !== 0 && !known.has(stack)) {
      told(stack, describe(t, env, site));
      if (known.size >= STACKS) {
        known.clear();
      }
      known.add(stack); // not before: while it is described other threads run
    }
    return stack;
  };
}
