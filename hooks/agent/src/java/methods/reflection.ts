// Calls by reflection: the stack begins at who called Method.invoke, and the call is noted as one made by reflection.

import type { Point } from "../../engine.js";
import { record, type Event } from "../../wire/wire.js";

const MACHINERY = new RegExp(
  "^(java\\.lang\\.reflect\\.(Method|Constructor)\\.|java\\.lang\\.Class\\.newInstance\\(|(jdk\\.internal|sun)\\.reflect\\.|" +
    "java\\.lang\\.invoke\\.|java\\.lang\\.reflect\\.InvocationHandler|libcore\\.reflect\\.)",
);
const MOST = 65536;

const stacks = new Set<number>();
let point: Point | null = null;

/** The point as which such calls are noted. */
export function noteAs(wanted: Point): void {
  point = wanted;
}

/** The frames of a new stack without the machinery of reflection at its inner end. */
export function direct(id: number, frames: string[]): string[] {
  const n = frames.findIndex((frame) => !MACHINERY.test(frame));
  if (n <= 0) {
    return frames;
  }
  if (stacks.size >= MOST) {
    stacks.clear();
  }
  stacks.add(id);
  return frames.slice(n);
}

export function byReflection(stack: number): boolean {
  return stacks.has(stack);
}

export function tellReflection(event: Event, method: string): void {
  if (point !== null && stacks.has(event.stack) && event.kind !== "callback") {
    record({
      ...event,
      point: point.index,
      kind: "call",
      object: 0,
      args: [{ t: "method", x: method }],
      result: null,
      exception: null,
      within: -1,
    });
  }
}
