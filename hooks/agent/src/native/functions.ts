// Observed native functions: where they are, which points they are, and what is recorded of a call.

import { thread, THREAD, tidOf } from "./core.js";
import { readResult, readValue, type Signature } from "./cvalues.js";
import type { Point } from "../engine.js";
import { watch, type Listener } from "./entry.js";
import { chosen, How, inside, type Gate } from "./gate.js";
import { EXIT_TIMEOUT_MS } from "../kinds/plain.js";
import { libraryOf, origin, type Origin } from "./origin.js";
import { ofLibrary } from "../kinds/native/ssl.js";
import { drain, failed, record, skip, type WireValue } from "../wire/wire.js";

export interface NativePoint extends Point {
  modules: string[];
  symbols: Signature[];
}

/** One call of a native function, while it is being recorded. */
export interface NativeCall {
  fn: Watched;
  point: NativePoint;
  raw: NativePointer[];
  args: WireValue[];
  origin: Origin;
  tid: number;
  object: number;
  errno: number;
}

/** How one kind of native access point differs from a plain function. */
export interface NativeKind {
  /** Picks the point when the gate cannot; null when none of them fits. */
  choose?(points: NativePoint[], raw: NativePointer[], sig: Signature): NativePoint | null;
  before?(call: NativeCall): void;
  /** Runs after the original returned; gives the recorded result. */
  after?(call: NativeCall, ret: NativePointer): WireValue | null;
  /** The largest number of bytes that is captured of one argument. */
  limit?: number;
  /** The call does not come back, or may do so in another process: it is recorded as it begins. */
  onlyEnter?: (sig: Signature) => boolean;
}

export interface Watched {
  id: number;
  sig: Signature;
  kind: NativeKind;
  points: NativePoint[];
  library: string;
}

export const BYTES_LIMIT = 65536;
/** Not a failure: the call goes on, or is to be made again. */
const GOING_ON = [11, 115];

const strerror = new NativeFunction(Module.getGlobalExportByName("strerror"), "pointer", ["int"], {
  scheduling: "exclusive",
});
const watched: Watched[] = [];

export function watchedBy(id: number): Watched | undefined {
  return watched[id];
}

/** What a call with this outcome failed with, as an observation says it; null when it did not. */
export function failure(type: string, ret: NativePointer, errno: number): string | null {
  const bad = type === "status" || type === "fd" ? ret.toInt32() === -1 : type === "file" && ret.isNull();
  if (!bad || GOING_ON.includes(errno)) {
    return null;
  }
  return `errno ${errno}: ${(strerror(errno) as NativePointer).readCString() ?? ""}`;
}

function begin(fn: Watched, args: InvocationArguments, at: InvocationContext, tid: number): NativeCall | null {
  const raw = fn.sig.args.map((_a, i) => args[i]);
  const known = fn.points.find((p) => p.index === chosen());
  const point = fn.kind.choose === undefined ? known : fn.kind.choose(fn.points, raw, fn.sig);
  if (point === undefined || point === null) {
    return null;
  }
  const library = libraryOf(at.returnAddress);
  const isSkipped = (frame: string): boolean =>
    frame !== "" && point.skip_callers.some((prefix) => frame.startsWith(prefix));
  if (isSkipped(`${library}!`) || (library === fn.library && point.skip_callers.includes("same library"))) {
    skip(point.index);
    return null;
  }
  const from = origin(at.context, at.returnAddress, tid);
  if (isSkipped(from.java)) {
    skip(point.index);
    return null;
  }
  const handle = fn.sig.args.findIndex((a) => a.type === "handle" || a.type === "ssl");
  const object = handle < 0 ? 0 : Number(BigInt(raw[handle].toString()) & 0xffffffffffffn);
  const call: NativeCall = { fn, point, raw, args: [], origin: from, tid, object, errno: 0 };
  const limit = fn.kind.limit ?? BYTES_LIMIT;
  ofLibrary(fn.library);
  call.args = fn.sig.args.map((arg) => (arg.out ? { t: "output" } : readValue(fn.sig, arg, raw, NULL, limit)));
  fn.kind.before?.(call);
  return call;
}

function finish(call: NativeCall, ret: NativePointer): void {
  const { sig, kind } = call.fn;
  const exception = failure(sig.ret, ret, call.errno);
  let result: WireValue | null = null;
  if (exception === null) {
    const limit = kind.limit ?? BYTES_LIMIT;
    ofLibrary(call.fn.library);
    sig.args.forEach((arg, i) => {
      if (arg.out) {
        call.args[i] = readValue(sig, arg, call.raw, ret, limit);
      } else if (arg.type === "fd") {
        call.args[i] = readValue(sig, arg, call.raw, ret, limit); // now it has its two ends
      }
    });
    result = kind.after !== undefined ? kind.after(call, ret) : readResult(sig.ret, ret);
  }
  emit(call, opened(call) ? "socket" : "call", result, exception);
}

/** Whether the call opened a connection. One that is still being made has no other end yet but the one asked for. */
function opened(call: NativeCall): boolean {
  const { args } = call.fn.sig;
  const socket = call.args[args.findIndex((a) => a.type === "fd")];
  const address = call.args[args.findIndex((a) => a.type === "sockaddr" && !a.out)];
  if (socket === undefined || address?.x === undefined) {
    return false;
  }
  socket.f = { ...socket.f, remote: socket.f?.remote ?? address };
  return true;
}

export function emit(call: NativeCall, kind: string, result: WireValue | null, exception: string | null): void {
  record({
    mono: call.origin.mono,
    stack: call.origin.stack,
    point: call.point.index,
    kind,
    tid: call.tid,
    thread: call.origin.thread,
    object: call.object,
    args: call.args,
    result,
    exception,
    within: -1,
  });
}

/** Runs `work` as the agent's own. */
function own<T>(work: (tid: number) => T): T | null {
  const t = thread();
  const recording = t.add(THREAD.recording);
  recording.writeS32(1);
  try {
    return work(tidOf(t));
  } catch (error) {
    failed(error);
    return null;
  } finally {
    recording.writeS32(0);
  }
}

function listener(fn: Watched): Listener {
  if (fn.kind.onlyEnter?.(fn.sig) === true) {
    return {
      onEnter(args) {
        own((tid) => {
          const call = begin(fn, args, this, tid);
          if (call !== null) {
            emit(call, "call", null, null);
            drain(EXIT_TIMEOUT_MS); // this program may be gone in a moment
          }
        });
      },
    };
  }
  return {
    onEnter(args) {
      const call = own((tid) => begin(fn, args, this, tid));
      inside(1);
      this.call = call;
    },
    onLeave(ret) {
      inside(0);
      const call = this.call as NativeCall | null;
      if (call !== null) {
        call.errno = (this as UnixInvocationContext).errno;
        own(() => finish(call, ptr(ret.toString())));
      }
    },
  };
}

function gateOf(fn: Watched): Gate {
  const { sig, points, kind } = fn;
  const internet = sig.args.findIndex((a) => a.type === "sockaddr" && !a.out);
  const base: Gate = {
    how: How.Always,
    arg: -1,
    directory: -1,
    patterns: [],
    any: points[0].index,
    forked: kind.onlyEnter?.(sig) === true,
  };
  if (internet >= 0) {
    return { ...base, how: How.Internet, arg: internet };
  }
  if (kind.choose !== undefined || points.every((p) => p.match.length === 0)) {
    return base;
  }
  const arg = sig.args.findIndex((a) => a.name === "path");
  const at = arg >= 0 ? arg : points.find((p) => p.match.length > 0)!.match_arg;
  const patterns = points.flatMap((p) => p.match.map((text): [string, number] => [text, p.index]));
  const how = arg >= 0 ? How.Path : sig.args[at].type === "string" ? How.Text : How.Number;
  return {
    ...base,
    how,
    arg: at,
    patterns,
    directory: sig.args.findIndex((a) => a.name === "directory"),
    any: points.find((p) => p.match.length === 0)?.index ?? -1,
  };
}

interface Wanted {
  sig: Signature;
  kind: NativeKind;
  points: NativePoint[];
}

/** What is to be found in libraries: by library, then by function. */
export class Search {
  private readonly wanted = new Map<string, Wanted[]>();
  private readonly done = new Map<string, Watched>();
  /** How many functions each point has, by its number. */
  readonly found = new Map<number, number>();
  private readonly reasons = new Map<number, string>();
  private readonly broken = new Map<number, string>();

  want(library: string, sig: Signature, kind: NativeKind, point: NativePoint): void {
    const all = this.wanted.get(library) ?? [];
    this.wanted.set(library, all);
    const same = all.find((w) => w.sig.symbol === sig.symbol && w.kind === kind);
    if (same === undefined) {
      all.push({ sig, kind, points: [point] });
    } else if (!same.points.some((p) => p.index === point.index)) {
      same.points.push(point);
    }
  }

  /** Watches what a library exports of it. Gives the points that are new. */
  look(library: Module): NativePoint[] {
    const fresh: NativePoint[] = [];
    const isForeign = foreign(library);
    for (const [name, all] of this.wanted) {
      if (!isCalled(library.name, name)) {
        continue;
      }
      if (isForeign) {
        const points = name === "*" ? [] : all.flatMap((want) => want.points); // any library: this one says nothing of it
        points.forEach((p) =>
          this.reasons.set(p.index, `${library.name} is for another processor, and runs translated`),
        );
        continue;
      }
      for (const want of all) {
        const address = library.findExportByName(want.sig.symbol);
        if (address === null || !within(library, address)) {
          want.points.forEach((p) => this.reasons.set(p.index, `${library.name} has no ${want.sig.symbol}`));
          continue;
        }
        const known = this.done.get(address.toString());
        if (known !== undefined) {
          // Two names of one function; only points that name the same function can share it.
          for (const point of want.points) {
            if (known.points.some((p) => p.index === point.index)) {
              this.count(point, 0);
            } else {
              this.broken.set(
                point.index,
                `${library.name}!${want.sig.symbol} is watched already, for ${known.points[0].id}`,
              );
            }
          }
          continue;
        }
        try {
          this.place(library.name, address, want);
        } catch (error) {
          const text = String((error as Error).message ?? error).slice(0, 300);
          want.points.forEach((p) =>
            this.broken.set(p.index, `${library.name}!${want.sig.symbol} cannot be watched: ${text}`),
          );
          continue;
        }
        for (const point of want.points) {
          if (!this.found.has(point.index)) {
            fresh.push(point);
          }
          this.count(point, 1);
        }
      }
    }
    return fresh;
  }

  private count(point: NativePoint, more: number): void {
    this.found.set(point.index, (this.found.get(point.index) ?? 0) + more);
  }

  private place(library: string, address: NativePointer, want: Wanted): void {
    const fn: Watched = { ...want, id: watched.length, library };
    watch(address, gateOf(fn), fn.id, listener(fn));
    watched.push(fn);
    this.done.set(address.toString(), fn);
  }

  /** Why a point is not watched, or not in all its functions. */
  reasonFor(point: NativePoint): { why: string; reason: string | null } {
    const broken = this.broken.get(point.index);
    if (broken !== undefined || this.found.has(point.index)) {
      return { why: "error", reason: broken ?? null };
    }
    if (point.modules.includes("*")) {
      return { why: "no_library", reason: `no library exports ${point.symbols.map((sig) => sig.symbol).join(" or ")}` };
    }
    const missing = this.reasons.get(point.index);
    return missing !== undefined
      ? { why: "no_symbol", reason: missing }
      : { why: "no_library", reason: `no library ${point.modules.join(" or ")} is loaded` };
  }
}

const MACHINES: Record<string, number> = { ia32: 3, arm: 40, x64: 62, arm64: 183 };

/** Whether a library's code is for another processor than the process: patching it would break its translation. */
function foreign(library: Module): boolean {
  try {
    return library.base.readU32() === 0x464c457f && library.base.add(18).readU16() !== MACHINES[Process.arch];
  } catch {
    return false; // a header that cannot be read says nothing
  }
}

/** `libssl.so` is also called `libssl.so.3`; `*` is any library. */
function isCalled(library: string, name: string): boolean {
  return name === "*" || library === name || library.startsWith(`${name}.`);
}

/** The loader looks for a name in a library's dependencies too. */
function within(library: Module, address: NativePointer): boolean {
  return address.compare(library.base) >= 0 && address.compare(library.base.add(library.size)) < 0;
}
