// What an observed call is part of: the platform's own calls, made while it runs another observed call for the same end,
// are not accesses of the app's own.

import { depth, outer, type Thread } from "./native/core.js";
import type { Point } from "./engine.js";
import { placed } from "./java/methods/sites.js";
import { PLATFORM } from "./java/values/values.js";

const MOST = 65536;
/** Of each distinct stack the platform's frames at its inner end, and the first frame that is not the platform's. */
const ends = new Map<number, string[]>();
/** Calls that were observed whole, by thread and depth: the point each one is, or null when it is none. */
const running = new Map<string, Point | null>();

export function rememberStack(id: number, frames: string[]): void {
  if (ends.size >= MOST) {
    ends.clear();
  }
  const n = frames.findIndex((frame) => !PLATFORM.test(frame));
  ends.set(id, n < 0 ? frames : frames.slice(0, n + 1));
}

/** The innermost frame of a stack, for `skip_callers`. */
export function innermost(stack: number): string {
  return ends.get(stack)?.[0] ?? "";
}

/** A call that is not a known one starts; gives what to do when it ends. */
export function entered(t: Thread, point: Point | null): () => void {
  const key = `${t} ${depth(t)}`;
  running.set(key, point);
  return () => void running.delete(key);
}

/** The index of the point whose call this one is part of, or -1. */
export function partOf(t: Thread, stack: number, point: Point, detail: boolean): number {
  const id = outer(t);
  if (id < 0) {
    return -1;
  }
  const around = placed(id);
  const known = running.get(`${t} ${depth(t) - 1}`);
  const points = known === undefined ? around.points : known === null ? [] : [known];
  const found = points.find((p) => detail || (p.category !== null && p.category === point.category));
  if (found === undefined) {
    return -1;
  }
  // Its frame must be reached before any frame of the app: else the app's code ran inside, and made this call itself.
  const method = `.${around.site.slice(around.site.lastIndexOf(".") + 1)}(`;
  return (ends.get(stack) ?? []).some((frame) => frame.includes(method)) ? found.index : -1;
}
