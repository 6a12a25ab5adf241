// Where the native part keeps its fields is written twice, in C and in native.ts: the compiler says where they really are,
// so that a processor on which the two differ is a clear error instead of a field that is read wrong.

import { COUNTED, FRAME, SHARED, SITE, THREAD } from "./native.js";

const STRUCTS: Record<string, Record<string, number>> = { thread: THREAD, site: SITE, shared: SHARED, counted: COUNTED, frame: FRAME };

function fieldInC(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const PLACES = Object.entries(STRUCTS).flatMap(([struct, fields]) =>
  Object.entries(fields).map(([name, at]) => ({
    text: `${struct}.${name}`, at,
    source: name === "size" ? `sizeof (struct ${struct})` : `(uintptr_t) &((struct ${struct} *) 0)->${fieldInC(name)}`,
  })));

export const LAYOUT_SOURCE = `
void layout (int32_t *to) {
${PLACES.map(({ source }, i) => `  to[${i}] = (int32_t) (${source});`).join("\n")}
}
`;

/** What does not fit, or "". `layout` is the compiled function. */
export function misfit(layout: NativePointer): string {
  const found = Memory.alloc(4 * PLACES.length);
  new NativeFunction(layout, "void", ["pointer"], { scheduling: "exclusive" })(found);
  const wrong = PLACES.findIndex(({ at }, i) => found.add(4 * i).readS32() !== at);
  if (wrong < 0) {
    return "";
  }
  const { text, at } = PLACES[wrong];
  return `the agent's native part has ${text} at ${found.add(4 * wrong).readS32()}, not at ${at}: it does not fit this processor (${Process.arch})`;
}
