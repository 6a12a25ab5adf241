// Events on their way to the host: queued here, sent in batches, counted exactly, acknowledged by the host.
//
// A batch is one message {"t":"batch"} with data: a JSON text of `size` bytes, then the captured bytes one after the
// other (`blobs` lists their lengths). docs/hooks.md describes the fields.

import { now } from "./moment.js";

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
}

const EVENTS_A_BATCH = 256;
const BYTES_A_BATCH = 512 * 1024;
const WINDOW = 16 * 1024 * 1024;
const HOST_TIMEOUT_MS = 5000;

const strlen = new NativeFunction(Module.getGlobalExportByName("strlen"), "size_t", ["pointer"], { scheduling: "exclusive" });

let events: unknown[] = [];
let stacks: [number, string[]][] = [];
let blobs: ArrayBuffer[] = [];
let size = 0;
let seq = 0;
let batch = 0;
let lost = 0;
let hostGone = false;
let skipped: Record<number, number> = {};
let errors: Record<string, number> = {};
const unacknowledged = new Map<number, number>();
let inFlight = 0;

/** Puts a value's bytes into the batch its event goes into (arguments are read long before the event is complete). */
function settle(value: WireValue): void {
  if (value.b instanceof ArrayBuffer) {
    size += value.b.byteLength;
    value.b = blobs.push(value.b) - 1;
  }
  value.i?.forEach(settle);
  for (const name in value.f) {
    settle(value.f[name]);
  }
}

export function addStack(id: number, frames: string[]): void {
  stacks.push([id, frames]);
}

/** Counts a call that the catalogue says not to record (a platform library's own use). */
export function skip(point: number): void {
  skipped[point] = (skipped[point] ?? 0) + 1;
}

/** Recording failed; the app never learns, the host does. */
export function failed(error: unknown): void {
  const text = String((error as Error)?.stack ?? error).slice(0, 1000);
  const known = Object.keys(errors);
  const key = known.length < 50 || text in errors ? text : "more errors";
  errors[key] = (errors[key] ?? 0) + 1;
}

export function record(e: Event): void {
  if (hostGone || (inFlight > WINDOW && !waitFor(() => inFlight <= WINDOW))) {
    hostGone = inFlight > WINDOW;
    seq++;
    lost++;
    return;
  }
  e.args.forEach(settle);
  if (e.result !== null) {
    settle(e.result);
  }
  events.push([seq++, e.mono, e.point, e.kind, e.tid, e.thread, e.stack, e.object, e.args, e.result, e.exception]);
  size += 200;
  if (events.length >= EVENTS_A_BATCH || size >= BYTES_A_BATCH) {
    flush();
  }
}

/** Sends what is queued. `final` says that the process is about to end. */
export function flush(final = false): void {
  if (!final && events.length + stacks.length + lost === 0 && Object.keys(errors).length + Object.keys(skipped).length === 0) {
    return;
  }
  const head = {
    n: batch,
    next: seq,
    offset: Math.round(Date.now() * 1000 - now() / 1000),
    events, stacks, lost, skipped, errors, final,
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
  send({ t: "batch", size: length }, data);
}

/** Before the process ends: sends what is queued and waits, for a bounded time, until the host has it. */
export function drain(timeoutMs: number): boolean {
  flush(true);
  return waitFor(() => inFlight === 0, timeoutMs);
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
      hostGone = false;
      listen();
    });
  };
  listen();
  setInterval(() => flush(), 100);
}
