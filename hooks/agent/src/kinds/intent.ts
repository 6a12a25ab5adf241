// Intents: what an app asks of other apps, and what they give back.

import { classRef } from "../java/classes.js";
import type { Call, Kind, Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { encode, recordArgs, result } from "./plain.js";
import { Tracked } from "../java/values/tracked.js";

const INTENT = "android.content.Intent";
const COMPONENT = "android.content.ComponentName";

export interface Told {
  action: string;
  data: string;
  type: string;
  package: string;
  component: string;
}

interface Pending {
  point: Point;
  stack: number;
}

const members = new Map<string, jni.Member | null>();
const pending = new Tracked<Map<number, Pending>>(256);

/** The platform's own getter, even where the app's class has another one. */
function exact(env: jni.Ref, ref: jni.Ref, cls: string, type: string, name: string): jni.Ref | null {
  const owner = classRef(env, cls);
  const key = `${cls}.${name}`;
  let m = members.get(key);
  if (m === undefined) {
    m = owner === null ? null : jni.member(env, owner, type, name, false);
    members.set(key, m);
  }
  const value = m === null ? null : jni.readExact(env, ref, owner!, m);
  return value === null || value.isNull() ? null : value;
}

function text(env: jni.Ref, ref: jni.Ref, cls: string, name: string): string {
  const value = exact(env, ref, cls, "java.lang.String", name);
  return value === null ? "" : jni.text(env, value, 4096).text;
}

/** What an intent says, read without running code of the app. */
export function told(env: jni.Ref, ref: jni.Ref): Told {
  jni.pushFrame(env, 16);
  try {
    const component = exact(env, ref, INTENT, COMPONENT, "getComponent");
    const own = text(env, ref, INTENT, "getPackage");
    return {
      action: text(env, ref, INTENT, "getAction"),
      data: text(env, ref, INTENT, "getDataString"),
      type: text(env, ref, INTENT, "getType"),
      package: own !== "" || component === null ? own : text(env, component, COMPONENT, "getPackageName"),
      component: component === null ? "" : text(env, component, COMPONENT, "getClassName"),
    };
  } finally {
    jni.popFrame(env, NULL);
  }
}

/** The first argument that is an intent, or null. */
export function intentIn(env: jni.Ref, args: any[]): jni.Ref | null {
  const cls = classRef(env, INTENT);
  const is = (ref: any): boolean =>
    cls !== null && ref instanceof NativePointer && !ref.isNull() && jni.isInstance(env, ref, cls) !== 0;
  return args.find(is) ?? null;
}

/** `ACTION`, `ACTION PREFIX` of the data or type, a package, or a component's class. */
function fits(pattern: string, intent: Told): boolean {
  const [name, prefix] = pattern.split(" ");
  if (prefix !== undefined) {
    return name === intent.action && (intent.data.startsWith(prefix) || intent.type.startsWith(prefix));
  }
  return name === intent.action || name === intent.package || name === intent.component;
}

/** The point with the most telling pattern that fits; one without `match` takes the rest. */
export function byIntent(points: Point[], env: jni.Ref, args: any[]): Point | null {
  const rest = points.find((p) => p.match.length === 0) ?? null;
  const ref = intentIn(env, args);
  if (ref === null) {
    return rest;
  }
  const intent = told(env, ref);
  let best = rest;
  let length = 0;
  for (const point of points) {
    for (const pattern of point.match) {
      if (pattern.length > length && fits(pattern, intent)) {
        best = point;
        length = pattern.length;
      }
    }
  }
  return best;
}

/** The request code of a call that will get an answer. */
export function requestCode(call: Call): number {
  const at = call.original.args.indexOf("int");
  return at < 0 || call.original.isStatic ? -1 : (call.args[at] as number);
}

export const intent: Kind = {
  choose: (points, env, args) => byIntent(points, env, args),
  before(call) {
    recordArgs(call);
    const code = /ForResult$|From(Fragment|Child)$/.test(call.original.name) ? requestCode(call) : -1;
    if (code >= 0) {
      const known = pending.get(call.env, call.self) ?? new Map<number, Pending>();
      known.set(code, { point: call.point, stack: call.caller.stack });
      pending.set(call.env, call.self, known);
    }
  },
  after: result,
};

/** An activity's result, where the framework hands it over; the app's own method need not call the framework's. */
export const activityResult: Kind = {
  label: "callback",
  choose: (_points, env, args, self) => pending.get(env, self)?.get(args[1])?.point ?? null,
  before(call) {
    const asked = pending.get(call.env, call.self)?.get(call.args[1]);
    call.recorded = [1, 2, 3].map((i) => encode(call.env, call.original.args[i], call.args[i]));
    call.caller.stack = asked?.stack ?? call.caller.stack;
  },
  after: () => null,
};
