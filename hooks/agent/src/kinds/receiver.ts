// Broadcast receivers that an app registers: which point a broadcast is of, its own action decides.

import { classRef } from "../java/classes.js";
import type { Callback, Kind, Point } from "../engine.js";
import { intentIn, told } from "./intent.js";
import * as jni from "../java/jni.js";
import { recordArgs, result } from "./plain.js";
import { ask } from "./requests.js";

const FILTER = "android.content.IntentFilter";
const RECEIVE: Callback = { interface: "android.content.BroadcastReceiver", method: "onReceive", passes_on: false };
const MOST = 100;

let count: jni.Member | null = null;
let action: jni.Member | null = null;

function actionsOf(env: jni.Ref, args: any[]): string[] {
  const cls = classRef(env, FILTER);
  const ref =
    cls === null
      ? undefined
      : args.find((a) => a instanceof NativePointer && !a.isNull() && jni.isInstance(env, a, cls) !== 0);
  if (cls === null || ref === undefined) {
    return [];
  }
  count ??= jni.member(env, cls, "int", "countActions", false);
  action ??= jni.member(env, cls, "java.lang.String", "getAction", false, "I");
  const found: string[] = [];
  for (
    let i = 0;
    count !== null && action !== null && i < Math.min(MOST, Number(jni.readExact(env, ref, cls, count)));
    i++
  ) {
    const text = jni.readExact(env, ref, cls, action, i) as jni.Ref | null;
    if (text !== null && !text.isNull()) {
      found.push(jni.text(env, text, 1024).text);
    }
  }
  return found;
}

function byActions(points: Point[], actions: string[]): Point | null {
  return (
    points.find((p) => p.match.some((m) => actions.includes(m))) ?? points.find((p) => p.match.length === 0) ?? null
  );
}

/** A receiver that is registered for several actions is told by what arrives. */
function byIntentAction(points: Point[], env: jni.Ref, args: any[]): Point | null {
  const ref = intentIn(env, args);
  return ref === null ? null : byActions(points, [told(env, ref).action]);
}

export const receiver: Kind = {
  choose: (points, env, args) => byActions(points, actionsOf(env, args)),
  before(call) {
    const { env, args, point, caller } = call;
    recordArgs(call);
    call.recorded.push({ t: "actions", i: actionsOf(env, args).map((x) => ({ t: "java.lang.String", x })) });
    const { points } = call.original;
    const pick = (e: jni.Ref, given: any[]): Point | null => byIntentAction(points, e, given);
    args.forEach((arg) => ask(env, arg, { point, stack: caller.stack, callbacks: [RECEIVE], pick }));
  },
  after: result,
};
