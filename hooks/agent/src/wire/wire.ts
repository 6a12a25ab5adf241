// Events on their way to the host: queued here, sent in batches, counted exactly, acknowledged by the host.
//
// A batch is one message {"t":"batch"} with data: a JSON text of `size` bytes, then the captured bytes one after the
// other (`blobs` lists their lengths). docs/hooks.md describes the fields.

import { now, SPAN_NS, takeUnhooked, takeUnseen } from "../native/core.js";

export interface WireValue {
  t: string;
  x?: string;
  /** Captured bytes; once the event is in a batch, their place in it. */
  b?: ArrayBuffer | number;
  f?: Record<string, WireValue>;
  i?: WireValue[];
  n?: number;
  c?: 1;
}

export interface Event {
  mono: number;
  stack: number;
  point: number;
  kind: string;
  tid: number;
  thread: string;
  object: number;
  args: WireValue[];
  result: WireValue | null;
  exception: string | null;
  /** The point of the observed call that this one is part of, or -1. */
  within: number;
}

const EVENTS_A_BATCH = 256;
const BYTES_A_BATCH = 512 * 1024;
const WINDOW = 8 * 1024 * 1024;
const HOST_TIMEOUT_MS = 5000;

const strlen = new NativeFunction(Module.getGlobalExportByName("strlen"), "size_t", ["pointer"], {
  scheduling: "exclusive",
});

let events: any[][] = [];
let stacks: [number, string[]][] = [];
let blobs: ArrayBuffer[] = [];
let size = 0;
let seq = 0;
let batch = 0;
let lost = 0;
let hostGone = false;
let deaf = false; // the host has let a last batch wait in vain: there is no use in waiting again
let flushed = 0;
let skipped: Record<number, number> = {};
let errors: Record<string, number> = {};
let hooks: object[] = [];
let signs: object[] = [];
const unacknowledged = new Map<number, number>();
let inFlight = 0;

/** A value as it is written: its bytes are in the batch its event goes into. */
function settled(value: WireValue): WireValue {
  size += value.x?.length ?? 0;
  if (value.b === undefined && value.i === undefined && value.f === undefined) {
    return value;
  }
  const out = { ...value };
  if (value.b instanceof ArrayBuffer) {
    size += value.b.byteLength;
    out.b = blobs.push(value.b) - 1;
  }
  if (value.i !== undefined) {
    out.i = value.i.map(settled);
  }
  if (value.f !== undefined) {
    out.f = Object.fromEntries(Object.entries(value.f).map(([name, part]) => [name, settled(part)]));
  }
  return out;
}

export function addStack(id: number, frames: string[]): void {
  stacks.push([id, frames]);
}

/** Counts calls that are not to be recorded: a platform library's own use, or hooks that are switched off. */
export function skip(point: number, count = 1): void {
  skipped[point] = (skipped[point] ?? 0) + count;
}

/** Counts calls that were observed and cannot be told of. */
export function lose(count: number): void {
  lost += count;
}

/** Recording failed; the app never learns, the host does. */
export function failed(error: unknown): void {
  const text = String((error as Error)?.stack ?? error).slice(0, 1000);
  const known = Object.keys(errors);
  const key = known.length < 50 || text in errors ? text : "more errors";
  errors[key] = (errors[key] ?? 0) + 1;
}

/** Threads whose calls are the agent's own canaries. */
const singing = new Set<number>();

/** Calls of this thread are canaries from now on, or no more. */
export function canary(tid: number, yes: boolean): void {
  if (yes) {
    singing.add(tid);
  } else {
    singing.delete(tid);
  }
}

/** Takes an event, or `count` calls that were all the same, the last one at `last`. */
export function record(e: Event, count = 1, last = 0): void {
  if (hostGone || (inFlight > WINDOW && !waitFor(() => inFlight <= WINDOW))) {
    hostGone = inFlight > WINDOW;
    lost += count;
    return;
  }
  add(e, count, last);
  if (events.length >= EVENTS_A_BATCH || size >= BYTES_A_BATCH || e.mono - flushed > SPAN_NS) {
    flush();
  }
}

/** Points whose calls are only counted, because the host wants no more of them for a while. */
let off = new Set<number>();

/** Only counts calls of these points from now on, and records those of all others. */
export function silence(points: number[]): void {
  flush();
  off = new Set(points);
}

/** Whether calls of a point are only counted. */
export function silenced(point: number): boolean {
  return off.has(point);
}

function add(e: Event, count: number, last: number): void {
  if (off.has(e.point)) {
    skip(e.point, count);
    return;
  }
  const kind = singing.size > 0 && singing.has(e.tid) ? "canary" : e.kind;
  const row = [
    0,
    e.mono,
    e.point,
    kind,
    e.tid,
    e.thread,
    e.stack,
    e.object,
    e.args.map(settled),
    e.result && settled(e.result),
    e.exception,
  ];
  events.push(e.within >= 0 ? [...row, count, last, e.within] : count > 1 ? [...row, count, last] : row);
  size += 200;
}

/** Tells the host of hooks that went in late. */
export function tell(outcomes: object[]): void {
  hooks.push(...outcomes);
}

/** Tells the host of a sign that the app is packed. */
export function sign(found: object): void {
  signs.push(found);
}

let counted: (each: (e: Event, count: number, last: number) => void) => number = () => 0;

/** `source` gives the calls that were counted since it was asked last, and how many of them. */
export function countedBy(source: typeof counted): void {
  counted = source;
}

/** Sends what is queued. `final` says that the process is about to end. */
export function flush(final = false): void {
  flushed = now(); // before: what is counted from now on must not be older than its row may be when this is asked again
  if (counted(hostGone ? (_e, count) => void (lost += count) : add) > 0) {
    events.sort((a, b) => a[1] - b[1]);
  }
  lost += takeUnseen();
  for (let n = takeUnhooked(); n > 0; n--) {
    failed("a class that appeared was not hooked: its thread had no room left on its stack");
  }
  if (
    !final &&
    events.length + stacks.length + hooks.length + signs.length + lost === 0 &&
    Object.keys(errors).length + Object.keys(skipped).length === 0
  ) {
    return;
  }
  for (const event of events) {
    event[0] = seq++;
  }
  seq += lost;
  const head = {
    n: batch,
    next: seq,
    offset: Math.round(Date.now() * 1000 - now() / 1000),
    events,
    stacks,
    lost,
    skipped,
    errors,
    hooks,
    signs,
    final,
    blobs: blobs.map((b) => b.byteLength),
  };
  const text = Memory.allocUtf8String(JSON.stringify(head));
  const length = Number(strlen(text));
  const total = blobs.reduce((sum, b) => sum + b.byteLength, length);
  let data = text.readByteArray(length)!;
  if (blobs.length > 0) {
    const whole = new Uint8Array(total);
    whole.set(new Uint8Array(data));
    let at = length;
    for (const b of blobs) {
      whole.set(new Uint8Array(b), at);
      at += b.byteLength;
    }
    data = whole.buffer;
  }
  unacknowledged.set(batch, total);
  inFlight += total;
  batch++;
  events = [];
  stacks = [];
  blobs = [];
  size = 0;
  lost = 0;
  skipped = {};
  errors = {};
  hooks = [];
  signs = [];
  send({ t: "batch", size: length }, data);
}

const sources: (() => void)[] = [];

/** `source` records what it still holds, before the process ends. */
export function drainedWith(source: () => void): void {
  sources.push(source);
}

/** Before the process ends: sends what is queued and waits, for a bounded time, until the host has it. */
export function drain(timeoutMs: number): boolean {
  sources.forEach((source) => source());
  flush(true);
  deaf = !waitFor(() => inFlight === 0, deaf ? 0 : timeoutMs);
  return !deaf;
}

function waitFor(done: () => boolean, timeoutMs = HOST_TIMEOUT_MS): boolean {
  const end = Date.now() + timeoutMs;
  while (!done()) {
    if (Date.now() >= end) {
      return false;
    }
    Thread.sleep(0.001);
  }
  return true;
}

export function start(): void {
  const listen = (): void => {
    recv("ack", (message: { n: number }) => {
      inFlight -= unacknowledged.get(message.n) ?? 0;
      unacknowledged.delete(message.n);
      hostGone = deaf = false;
      listen();
    });
  };
  listen();
  setInterval(() => flush(), SPAN_NS / 1e6);
}
