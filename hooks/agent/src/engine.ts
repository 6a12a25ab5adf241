// The one generic hook. It calls the original exactly once, records its value or its exception, and hands back exactly
// what the original gave. Recording can fail; the app's call cannot.

import { identityOf } from "./classes.js";
import * as jni from "./jni.js";
import { here, type Caller } from "./moment.js";
import type { Body, Replaced } from "./replace.js";
import { threadName, throwableText } from "./threads.js";
import { failed, record, skip, type WireValue } from "./wire.js";

export interface Point {
  index: number;
  id: string;
  kind: string;
  classes: string[];
  method: string;
  overloads: string[][] | null;
  match: string[];
  match_arg: number;
  group: string;
  skip_callers: string[];
  callback: { interface: string; method: string } | null;
}

/** One call of a hooked method, while it is being recorded. */
export interface Call {
  env: jni.Ref;
  self: jni.Ref;
  args: any[];
  original: Replaced;
  point: Point;
  tid: number;
  caller: Caller;
  recorded: WireValue[];
  /** Set by a kind that has written the observation itself. */
  emitted: boolean;
}

/** How one kind of access point differs from a plain call. */
export interface Kind {
  /** Picks the point this call is, or null when none of them fits. */
  choose(points: Point[], env: jni.Ref, args: any[], self: jni.Ref): Point | null;
  /** Runs before the original: arguments must be read here, the original may change them. */
  before(call: Call): void;
  /** Runs after the original returned normally; gives the recorded result. */
  after(call: Call, value: any): WireValue | null;
  /** Overrides what is written as the observation's kind. */
  readonly label?: string;
}

interface Active {
  group: string;
  method: Replaced;
  self: jni.Ref;
}

const recording = new Set<number>();
const active = new Map<number, Active[]>();
const stackTexts = new Map<number, string>();

/** Remembers the innermost frame of each distinct stack, for `skip_callers`. */
export function rememberStack(id: number, frames: string[]): void {
  stackTexts.set(id, frames[0] ?? "");
  if (stackTexts.size > 65536) {
    stackTexts.clear();
  }
}

/** Makes a hook's body for all the points that share one method. */
export function makeBody(kind: Kind, points: Point[], site: string): Body {
  const group = points[0].group;
  const prefixes = points[0].skip_callers;
  return (original, env, self, args) => {
    const tid = Process.getCurrentThreadId();
    if (recording.has(tid)) {
      return original.call(env, self, args);
    }
    let stack = active.get(tid);
    if (stack === undefined) {
      active.set(tid, (stack = []));
    }
    let call: Call | null = null;
    if (!delegated(stack, group, original, env, self)) {
      recording.add(tid);
      try {
        call = begin(kind, points, prefixes, site, original, env, self, args, tid);
      } catch (error) {
        jni.cleared(env);
        failed(error);
      } finally {
        recording.delete(tid);
      }
    }
    stack.push({ group, method: original, self });
    let value;
    try {
      value = original.call(env, self, args);
    } finally {
      stack.pop();
      if (stack.length === 0) {
        active.delete(tid);
      }
    }
    if (call !== null && !call.emitted) {
      const thrown = jni.exceptionOccurred(env);
      if (!thrown.isNull()) {
        jni.exceptionClear(env);
      }
      recording.add(tid);
      try {
        finish(kind, call, value, thrown);
      } catch (error) {
        jni.cleared(env);
        failed(error);
      } finally {
        recording.delete(tid);
      }
      if (!thrown.isNull()) {
        jni.throwRef(env, thrown);
      }
    }
    return value;
  };
}

/** An overload that calls another one of the same group on the same object is still the app's one call. */
function delegated(stack: Active[], group: string, method: Replaced, env: jni.Ref, self: jni.Ref): boolean {
  const last = stack[stack.length - 1];
  if (last === undefined || last.group !== group || last.method === method) {
    return false;
  }
  return last.method.isStatic || method.isStatic || jni.isSame(env, last.self, self) !== 0;
}

function begin(kind: Kind, points: Point[], prefixes: string[], site: string, original: Replaced, env: jni.Ref, self: jni.Ref, args: any[], tid: number): Call | null {
  const point = kind.choose(points, env, args, self);
  if (point === null) {
    return null;
  }
  const caller = here(site);
  if (prefixes.length > 0) {
    const frame = stackTexts.get(caller.stack) ?? "";
    if (prefixes.some((p) => frame.startsWith(p))) {
      skip(point.index);
      return null;
    }
  }
  const call: Call = { env, self, args, original, point, tid, caller, recorded: [], emitted: false };
  kind.before(call);
  return call;
}

function finish(kind: Kind, call: Call, value: any, thrown: jni.Ref): void {
  const failure = thrown.isNull() ? null : throwableText(call.env, thrown);
  const result = failure !== null ? null : kind.after(call, value);
  emit(call, kind.label ?? "call", result, failure);
}

export function emit(call: Call, kind: string, result: WireValue | null, exception: string | null): void {
  record({
    mono: call.caller.mono,
    stack: call.caller.stack,
    point: call.point.index,
    kind,
    tid: call.tid,
    thread: threadName(call.env, call.tid),
    object: call.original.isStatic ? 0 : identityOf(call.env, call.self),
    args: call.recorded,
    result,
    exception,
  });
}

/** Runs `work` on this thread as the agent's own: hooked methods it calls are not recorded. */
export function unrecorded<T>(work: () => T): T {
  const tid = Process.getCurrentThreadId();
  if (recording.has(tid)) {
    return work();
  }
  recording.add(tid);
  try {
    return work();
  } finally {
    recording.delete(tid);
  }
}
