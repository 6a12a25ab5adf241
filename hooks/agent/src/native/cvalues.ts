// Values of C functions, read as a signature of the catalogue says. Memory that cannot be read is an error of the
// recording only: the app never learns of it.

import { addressOf, hardware, linksOf, peer } from "./addresses.js";
import type { WireValue } from "../wire/wire.js";

export const TEXT_LIMIT = 65536;
const ITEMS_LIMIT = 2000;

export interface CArgument {
  type: string;
  name: string;
  out: boolean;
  size: string;
}

export interface Signature {
  symbol: string;
  ret: string;
  args: CArgument[];
}

const NOTHING: WireValue = { t: "null" };

export function asNumber(raw: NativePointer): number {
  return Number(BigInt.asIntN(64, BigInt(raw.toString())));
}

/** How large a sized argument is, once `ret` is known. */
export function sizeOf(sig: Signature, arg: CArgument, raw: NativePointer[], ret: NativePointer): number {
  if (/^\d+$/.test(arg.size)) {
    return Number(arg.size);
  }
  if (arg.size === "ret") {
    return Math.max(0, ret.toInt32());
  }
  if (arg.size === "digest") {
    return 0; // evp.ts knows
  }
  const at = sig.args.findIndex((a) => a.name === arg.size.replace("*", ""));
  const value = raw[at];
  if (!arg.size.startsWith("*")) {
    return sig.args[at].type === "int" ? Math.max(0, value.toInt32()) : Math.max(0, asNumber(value));
  }
  return value.isNull() ? 0 : sig.args[at].type === "int*" ? Math.max(0, value.readS32()) : Number(value.readULong());
}

export function bytesAt(from: NativePointer, whole: number, limit: number): WireValue {
  if (from.isNull()) {
    return NOTHING;
  }
  const n = Math.min(whole, limit);
  const value: WireValue = { t: "byte[]", b: n === 0 ? new ArrayBuffer(0) : from.readByteArray(n)! };
  return whole > n ? { ...value, n: whole, c: 1 } : value;
}

/** A C string; bytes that are no UTF-8 are kept as bytes. */
export function textAt(from: NativePointer, limit = TEXT_LIMIT): WireValue {
  if (from.isNull()) {
    return NOTHING;
  }
  try {
    const x = from.readUtf8String() ?? "";
    return x.length > limit ? { t: "char*", x: x.slice(0, limit), n: x.length, c: 1 } : { t: "char*", x };
  } catch {
    return { t: "char*", x: from.readCString() ?? "" };
  }
}

/** The texts of an `argv`. */
export function textsAt(from: NativePointer): WireValue {
  if (from.isNull()) {
    return NOTHING;
  }
  const i: WireValue[] = [];
  for (let at = from; i.length < ITEMS_LIMIT; at = at.add(Process.pointerSize)) {
    const text = at.readPointer();
    if (text.isNull()) {
      break;
    }
    i.push(textAt(text));
  }
  return { t: "char**", i };
}

const READERS: Record<string, (raw: NativePointer) => WireValue> = {
  int: (raw) => ({ t: "int", x: String(raw.toInt32()) }),
  uint: (raw) => ({ t: "uint", x: String(raw.toUInt32()) }),
  long: (raw) => ({ t: "long", x: BigInt.asIntN(8 * Process.pointerSize, BigInt(raw.toString())).toString() }),
  size: (raw) => ({ t: "size", x: BigInt(raw.toString()).toString() }),
  status: (raw) => ({ t: "int", x: String(raw.toInt32()) }),
  fd: (raw) => ({ t: "fd", x: String(raw.toInt32()), ...peer(raw.toInt32()) }),
  file: (raw) => ({ t: "FILE*", x: raw.toString() }),
  pointer: (raw) => (raw.isNull() ? NOTHING : { t: "pointer", x: raw.toString() }),
  handle: (raw) => (raw.isNull() ? NOTHING : { t: "handle", x: raw.toString() }),
  string: (raw) => textAt(raw),
  strings: textsAt,
  "size*": (raw) => (raw.isNull() ? NOTHING : { t: "size", x: String(raw.readULong()) }),
  "int*": (raw) => (raw.isNull() ? NOTHING : { t: "int", x: String(raw.readS32()) }),
  ifaddrs: (raw) => linksOf(raw),
  // struct ifreq: 16 bytes of name, then a sockaddr whose family a device address does not need.
  hwaddr: (raw) => ({ t: "ifreq", x: raw.readCString() ?? "", f: { address: hardware(raw.add(18), 6) } }),
};

/** Types beside those above, that other parts know how to read. */
export function addReader(type: string, read: (raw: NativePointer) => WireValue): void {
  READERS[type] = read;
}

export function readValue(
  sig: Signature,
  arg: CArgument,
  raw: NativePointer[],
  ret: NativePointer,
  limit: number,
): WireValue {
  const value = raw[sig.args.indexOf(arg)];
  if (arg.type === "bytes") {
    return bytesAt(value, sizeOf(sig, arg, raw, ret), limit);
  }
  if (arg.type === "sockaddr") {
    return addressOf(value, sizeOf(sig, arg, raw, ret));
  }
  return READERS[arg.type](value);
}

export function readResult(type: string, ret: NativePointer): WireValue | null {
  return type === "void" ? null : READERS[type](ret);
}
