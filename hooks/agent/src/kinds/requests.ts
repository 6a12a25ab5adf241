// Values that arrive later: a call names an object (a listener, a receiver, a result to come), and the object's own class
// gets a hook. What arrives there is recorded with the stack of the call that asked for it.

import { className, declaringClass, hasBody, identityOf } from "../java/classes.js";
import { makeBody, type Call, type Callback, type Kind, type Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { encode, recordArgs } from "./plain.js";
import { isA, wrapperOf } from "../java/kinship.js";
import { atOnce, replace } from "../java/methods/replace.js";
import { isPlaced } from "../java/methods/sites.js";
import { Tracked } from "../java/values/tracked.js";
import { failed, type WireValue } from "../wire/wire.js";

const PATIENCE_MS = 1000;

/** What a call asked for. `pick` finds the point of what arrives, where that is told by the arrival itself. */
export interface Asked {
  point: Point;
  stack: number;
  callbacks: Callback[];
  about?: WireValue;
  pick?: (env: jni.Ref, args: any[]) => Point | null;
}

interface Request extends Asked {
  callback: Callback;
}

/** By object, then by the callback's key: one object may listen to several things. */
const requests = new Tracked<Map<string, Request>>(4096);
/** Remote objects that an app was handed, and what for. */
const remotes = new Tracked<Request>(1024);
/** Keys of callbacks by the handle of the method that takes them. */
const watched = new Map<string, string[]>();
/** Classes whose methods are looked at, or being looked at. */
const looked = new Map<string, boolean>();

function keyOf(callback: Callback): string {
  return `${callback.interface}.${callback.method}`;
}

function requestOf(env: jni.Ref, self: jni.Ref, handle: string): Request | undefined {
  const known = requests.get(env, self);
  const keys = known && watched.get(handle);
  const key = keys && [...known!.keys()].reverse().find((k) => keys.includes(k));
  return key === undefined ? undefined : known!.get(key);
}

/** What the app was handed this remote object for. */
export function remoteOf(env: jni.Ref, ref: jni.Ref): Request | undefined {
  return remotes.get(env, ref);
}

/** Notes that `ref` will be told, if it is one of the callbacks' objects. */
export function ask(env: jni.Ref, ref: any, asked: Asked): void {
  for (const callback of asked.callbacks) {
    if (!isA(env, ref, callback.interface)) {
      continue;
    }
    const known = requests.get(env, ref) ?? new Map<string, Request>();
    known.delete(keyOf(callback)); // the latest request is the last
    known.set(keyOf(callback), { ...asked, callback });
    requests.set(env, ref, known);
    watch(env, ref, callback);
  }
}

/** What a call of a point with `callback` asks for. */
export function askedBy(call: Call): Asked {
  return { point: call.point, stack: call.caller.stack, callbacks: call.point.callbacks };
}

function arrival(handle: string): Kind {
  return {
    label: "callback",
    choose(_points, env, args, self) {
      const request = requestOf(env, self, handle);
      return request?.pick?.(env, args) ?? request?.point ?? null;
    },
    before(call) {
      const { env, args } = call;
      const request = requestOf(env, call.self, handle);
      if (request === undefined) {
        return;
      }
      args.forEach((ref) => {
        ask(env, ref, request);
        if (isA(env, ref, "android.os.IBinder")) {
          remotes.set(env, ref, request);
        }
      });
      if (request.callback.passes_on) {
        call.emitted = true;
        return;
      }
      recordArgs(call);
      call.caller.stack = request.stack;
    },
    after(call, value) {
      const request = requestOf(call.env, call.self, handle);
      if (request !== undefined) {
        ask(call.env, value, request);
      }
      return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value);
    },
  };
}

function watch(env: jni.Ref, ref: jni.Ref, callback: Callback): void {
  const cls = jni.getClass(env, ref);
  const key = keyOf(callback);
  const mark = `${identityOf(env, cls)} ${className(env, cls)} ${key}`;
  const end = Date.now() + PATIENCE_MS;
  while (looked.get(mark) === false && Date.now() < end) {
    Thread.sleep(0.001); // another thread is at it: the listener may be called before the request returns
  }
  if (looked.has(mark)) {
    return;
  }
  looked.set(mark, false);
  try {
    // At once: the listener may be called before the request returns.
    atOnce(env, () => hook(wrapperOf(env, cls), callback, key));
  } finally {
    looked.set(mark, true);
  }
}

/** Hooks the methods in which an object of this class is told, wherever they are declared below the interface itself. */
function hook(cls: BridgeClass, callback: Callback, key: string): void {
  const env = Java.vm.getEnv();
  const found = cls.$has(callback.method)
    ? (cls[callback.method] as { overloads?: BridgeMethod[] }).overloads
    : undefined;
  for (const method of found ?? []) {
    const handle = method.handle.toString();
    const keys = watched.get(handle);
    if (keys !== undefined) {
      if (!keys.includes(key)) {
        keys.push(key);
      }
      continue;
    }
    const owner = declaringClass(env, cls, method);
    if (owner === callback.interface || isPlaced(method) || !hasBody(env, cls, method)) {
      continue; // a default body hands on to the app's; a method that is an access point itself is recorded as that
    }
    watched.set(handle, [key]);
    const site = `${owner}.${callback.method}`;
    replace(method, env, makeBody(arrival(handle), [placeholder(callback)], site), (error) => {
      watched.delete(handle);
      failed(error);
    });
  }
}

/** Calls of one method that go on to another of its overloads are one: they are of the same group. */
function placeholder(callback: Callback): Point {
  return {
    index: 0,
    id: "",
    kind: "listener",
    category: null,
    classes: [],
    method: callback.method,
    overloads: null,
    match: [],
    match_arg: 0,
    group: keyOf(callback),
    skip_callers: [],
    callbacks: [],
  };
}
