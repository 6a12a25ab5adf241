// Calls that may be counted instead of recorded again: what the native part counts by a number, this tells.

import { needClass } from "../java/classes.js";
import { collect, COUNTED, forget, shared, SHARED } from "../native/core.js";
import type { Call } from "../engine.js";
import * as jni from "../java/jni.js";
import { addOpaque, stopLearning, type Placed } from "../java/methods/sites.js";
import { countedBy, failed, lose, type Event, type WireValue } from "./wire.js";

const MOST = 4096;
const ROOM = 1024;
const TRIES = 64;

let current = new Map<number, Event>();
let previous = new Map<number, Event>();
let next = 1;
const out = Memory.alloc(ROOM * COUNTED.size);

export const templates = {
  get(id: number): Event | undefined {
    return current.get(id) ?? previous.get(id);
  },

  prepare(env: jni.Ref): void {
    const global = (name: string): NativePointer => needClass(env, name);
    const system = global("java.lang.System");
    shared.add(SHARED.system).writePointer(system);
    shared
      .add(SHARED.identity)
      .writePointer(jni.staticMethod(env, system, "identityHashCode", "(Ljava/lang/Object;)I"));
    shared.add(SHARED.string).writePointer(global("java.lang.String"));
    shared.add(SHARED.bytes).writePointer(jni.newGlobal(env, jni.getClass(env, jni.newByteArray(env, 0))));
    countedBy(takeCounted);
  },
};

/** Gives every call that was counted since the last time. */
function takeCounted(each: (e: Event, count: number, last: number) => void): number {
  let total = 0;
  for (let n = -1; n < 0;) {
    n = collect(out, ROOM);
    for (let i = 0; i < Math.abs(n); i++) {
      const row = out.add(i * COUNTED.size);
      const id = row.readS32();
      const known = current.get(id) ?? previous.get(id);
      if (known === undefined) {
        failed(new Error("calls were counted of which nothing else is known"));
        lose(row.add(COUNTED.count).readS32());
        continue;
      }
      each(
        { ...known, mono: row.add(COUNTED.first).readDouble() },
        row.add(COUNTED.count).readS32(),
        row.add(COUNTED.last).readDouble(),
      );
      total++;
    }
  }
  return total;
}

/** Whether all that is recorded of a value is its class. */
function onlyClass(value: WireValue): boolean {
  return value.t !== "null" && Object.keys(value).length === 1;
}

function learnClasses(site: Placed, call: Call, result: WireValue | null, value: any): void {
  const { env } = call;
  const see = (shown: WireValue | undefined | null, ref: any): void => {
    if (shown != null && onlyClass(shown) && ref instanceof NativePointer && !ref.isNull()) {
      addOpaque(site, env, jni.getClass(env, ref));
    }
  };
  call.args.forEach((ref, i) => see(call.recorded[i], ref));
  see(result, value);
}

/**
 * Makes an observed call known, so that the same one is counted. Gives its number, or 0. `canLearn` is 0 when the native
 * part could not tell the call's values, negative when it has not tried.
 */
export function learn(site: Placed, call: Call, event: Event, value: any, canLearn: number): number {
  if (site.tries < TRIES) {
    learnClasses(site, call, event.result, value);
  }
  if (canLearn <= 0) {
    if (canLearn === 0 && ++site.tries === TRIES && site.learnt === 0) {
      stopLearning(site); // there is always a value whose contents the native part cannot tell
    }
    return 0;
  }
  site.learnt++;
  if (current.size >= MOST) {
    forget();
    previous = current;
    current = new Map();
  }
  const id = next++;
  current.set(id, event);
  return id;
}
