// Android's system properties, as native code reads them.

import type { NativeCall, NativeKind, NativePoint } from "../../native/functions.js";
import type { WireValue } from "../../wire/wire.js";
import { textAt } from "../../native/cvalues.js";

const LONGEST = 128;
const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;
const name = Memory.alloc(LONGEST);
const value = Memory.alloc(LONGEST);
let read: NativeFunction<number, [NativePointerValue, NativePointerValue, NativePointerValue]> | null | undefined;

/** What a `prop_info` holds; bionic's old way of asking cuts values at 92 bytes. */
export function readProperty(info: NativePointer): { name: NativePointer; value: NativePointer } {
  if (read === undefined) {
    const at = Module.findGlobalExportByName("__system_property_read");
    read = at === null ? null : new NativeFunction(at, "int", ["pointer", "pointer", "pointer"], EXCLUSIVE);
  }
  if (read === null || info.isNull()) {
    return { name: NULL, value: NULL };
  }
  read(info, name, value);
  return { name, value };
}

/** The gate's patterns, for names that only a `prop_info` has. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*/g, "\u0000")
    .replace(/\*/g, "[^/]*")
    .replace(/\u0000/g, ".*");
  return new RegExp(`^${source}$`, "s").test(text);
}

export const property: NativeKind = {
  choose(points: NativePoint[], raw: NativePointer[]): NativePoint | null {
    const text = readProperty(raw[0]).name;
    const key = text.isNull() ? "" : (text.readCString() ?? "");
    return points.find((p) => p.match.some((m) => matches(m, key))) ?? points.find((p) => p.match.length === 0) ?? null;
  },
  after: (call: NativeCall): WireValue | null => textAt(readProperty(call.raw[0]).value),
};
