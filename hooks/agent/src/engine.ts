// The one generic hook. It calls the original exactly once, records its value or its exception, and hands back exactly
// what the original gave. Recording can fail; the app's call cannot.

import { identityOf } from "./java/classes.js";
import { admit, shared, SHARED, thread, type Thread, THREAD, tidOf } from "./native/core.js";
import * as jni from "./java/jni.js";
import { entered, innermost, partOf } from "./inside.js";
import { taken, type Caller } from "./java/stacks/moment.js";
import { byReflection, tellReflection } from "./java/methods/reflection.js";
import { argsOf, placed, resolve, resultOf, type Hook, type Placed } from "./java/methods/sites.js";
import { learn, templates } from "./wire/templates.js";
import { throwableText, threadName } from "./java/threads.js";
import { failed, flush, record, silenced, skip, type Event, type WireValue } from "./wire/wire.js";

/** The method of an object that is told later. One that `passes_on` only hands on the object that is. */
export interface Callback {
  interface: string;
  method: string;
  passes_on: boolean;
}

export interface Point {
  index: number;
  id: string;
  kind: string;
  category: string | null;
  classes: string[];
  method: string;
  overloads: string[][] | null;
  match: string[];
  match_arg: number;
  group: string;
  skip_callers: string[];
  callbacks: Callback[];
}

/** One call of a hooked method, while it is being recorded. */
export interface Call {
  env: jni.Ref;
  self: jni.Ref;
  args: any[];
  original: Placed;
  point: Point;
  /** The point of the observed call of which this one is a part, or -1. */
  within: number;
  tid: number;
  caller: Caller;
  /** The receiver's identity, 0 for a static method. */
  object: number;
  recorded: WireValue[];
  /** Set by a kind that has written the observation itself, or found nothing to observe. */
  emitted: boolean;
}

/** How one kind of access point differs from a plain call. */
export interface Kind {
  /** Picks the point this call is, or null when none of them fits. */
  choose(points: Point[], env: jni.Ref, args: any[], self: jni.Ref, site: Placed): Point | null;
  /** Runs before the original: arguments must be read here, the original may change them. */
  before(call: Call): void;
  /** Runs after the original returned normally; gives the recorded result. */
  after(call: Call, value: any): WireValue | null;
  /** Overrides what is written as the observation's kind. */
  readonly label?: string | ((call: Call) => string);
  /** Whether every call that the platform makes while it runs another observed one is a part of that. */
  readonly detail?: boolean;
  /** Whether a call is told by its values alone, so that the same ones may be counted without asking the kind. */
  readonly lane?: boolean;
}

/** Instead of 1: the same call was counted, in a row that spans as much as one may. */
const FULL = 2;

const kept: unknown[] = [];

/** What to do at a method that all these points share. */
export function makeBody(kind: Kind, points: Point[], site: string): Hook {
  return { kind, points, site };
}

/** A call that is not known yet, while its original runs. */
interface Running {
  site: Placed;
  call: Call | null;
  left: () => void;
}

const running = new Map<number, Running>();
let numbers = 0;

/** Observes the beginning of a call that is not known yet. Gives the number by which `after` knows it. */
function before(t: Thread, id: number, env: jni.Ref, self: jni.Ref, packed: NativePointer): number {
  const site = placed(id);
  let call: Call | null = null;
  try {
    call = begin(site, env, self, argsOf(site, packed), t);
  } catch (error) {
    jni.cleared(env);
    failed(error);
  }
  numbers = (numbers + 1) & 0x7fffffff;
  running.set(numbers, { site, call, left: entered(t, call?.point ?? null) });
  return numbers;
}

/** Observes the end of a call. Gives the number by which its like may be counted, or 0. */
function after(number: number, env: jni.Ref, result: NativePointer, thrown: number, canLearn: number): number {
  const { site, call, left } = running.get(number)!;
  running.delete(number);
  left();
  return call === null || call.emitted ? 0 : ended(site, call, env, result, thrown !== 0, canLearn);
}

/** A call whose like is known, but not with this result: the arguments need not be read again. */
function observeResult(
  t: Thread,
  id: number,
  env: jni.Ref,
  self: jni.Ref,
  packed: NativePointer,
  result: NativePointer,
  mono: number,
  template: number,
  canLearn: number,
  thrown: number,
): number {
  const site = placed(id);
  const known = templates.get(template);
  const call: Call = {
    env,
    self,
    args: argsOf(site, packed),
    original: site,
    point: site.points.find((p) => p.index === known?.point) ?? site.points[0],
    tid: tidOf(t),
    caller: { mono, stack: known?.stack ?? t.add(THREAD.stack).readS32() },
    object: known?.object ?? 0,
    within: known?.within ?? -1,
    recorded: [],
    emitted: false,
  };
  if (known !== undefined) {
    call.recorded = known.args;
  } else {
    attempt(env, () => site.kind.before(call)); // forgotten meanwhile
  }
  if (canLearn === FULL) {
    flush(); // takes what was counted: a new row begins
  }
  return ended(site, call, env, result, thrown !== 0, canLearn);
}

function attempt(env: jni.Ref, work: () => void): void {
  try {
    work();
  } catch (error) {
    jni.cleared(env);
    failed(error);
  }
}

function ended(
  site: Placed,
  call: Call,
  env: jni.Ref,
  result: NativePointer,
  failed: boolean,
  canLearn: number,
): number {
  const thrown = failed ? jni.exceptionOccurred(env) : NULL;
  if (failed) {
    jni.exceptionClear(env);
  }
  let learnt = 0;
  attempt(env, () => {
    const value = resultOf(site, result);
    const event = finish(site.kind, call, value, thrown);
    if (event !== null && !failed && site.kind.lane === true && !byReflection(call.caller.stack)) {
      learnt = learn(site, call, event, value, canLearn);
    }
  });
  if (failed) {
    jni.throwRef(env, thrown);
  }
  return learnt;
}

/** Lets the native part call back. Must run once, before any method is hooked. */
export function prepare(env: jni.Ref): void {
  templates.prepare(env);
  const p = "pointer";
  const callbacks: [number, NativePointer][] = [
    [SHARED.before, new NativeCallback(before as any, "int", [p, "int", p, p, p])],
    [SHARED.after, new NativeCallback(after as any, "int", ["int", p, p, "int", "int"])],
    [
      SHARED.same,
      new NativeCallback(observeResult as any, "int", [p, "int", p, p, p, p, "double", "int", "int", "int"]),
    ],
    [SHARED.resolve, new NativeCallback(((id: number) => resolve(placed(id))) as any, "void", ["int"])],
  ];
  for (const [field, callback] of callbacks) {
    shared.add(field).writePointer(callback);
    kept.push(callback);
  }
}

function begin(site: Placed, env: jni.Ref, self: jni.Ref, args: any[], t: Thread): Call | null {
  const caller = taken(t, env, site.site); // first: a stack is described only when it is new
  const point = site.kind.choose(site.points, env, args, self, site);
  if (point === null) {
    return null;
  }
  if (silenced(point.index)) {
    skip(point.index);
    return null;
  }
  const prefixes = site.points[0].skip_callers;
  if (prefixes.length > 0) {
    const frame = innermost(caller.stack);
    if (prefixes.some((p) => frame.startsWith(p))) {
      skip(point.index);
      return null;
    }
  }
  const object = t.add(THREAD.object).readS32() || (site.isStatic ? 0 : identityOf(env, self));
  const within = partOf(t, caller.stack, point, site.kind.detail === true);
  const call: Call = {
    env,
    self,
    args,
    original: site,
    point,
    within,
    tid: tidOf(t),
    caller,
    object,
    recorded: [],
    emitted: false,
  };
  site.kind.before(call);
  return call;
}

function finish(kind: Kind, call: Call, value: any, thrown: jni.Ref): Event | null {
  const failure = thrown.isNull() ? null : throwableText(call.env, thrown);
  const result = failure !== null ? null : kind.after(call, value);
  if (call.emitted) {
    return null;
  }
  const label = typeof kind.label === "function" ? kind.label(call) : kind.label;
  return emit(call, label ?? "call", result, failure);
}

export function emit(call: Call, kind: string, result: WireValue | null, exception: string | null): Event {
  const event: Event = {
    mono: call.caller.mono,
    stack: call.caller.stack,
    point: call.point.index,
    kind,
    tid: call.tid,
    thread: threadName(call.env, call.tid, call.caller.mono),
    object: call.object,
    args: call.recorded,
    result,
    exception,
    within: call.within,
  };
  record(event);
  tellReflection(event, call.original.site);
  return event;
}

/** Runs `work`, which enters the runtime, unless the process has begun to end. */
export function whileAlive(work: () => void): void {
  if (admit() === 0) {
    return;
  }
  try {
    work();
  } finally {
    thread().add(THREAD.recording).writeS32(0);
  }
}

/** Runs `work` on this thread as the agent's own: hooked methods it calls are not recorded. */
export function unrecorded<T>(work: () => T): T {
  const recording = thread().add(THREAD.recording);
  if (recording.readS32() !== 0) {
    return work();
  }
  recording.writeS32(1);
  try {
    return work();
  } finally {
    recording.writeS32(0);
  }
}
