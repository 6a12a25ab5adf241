// Java values as the agent reports them. Only the platform's own classes are ever asked for their parts: an app's own
// toString() or get() is never run by the agent, and no lock is taken.

import { bundle } from "./bundle.js";
import { className, classRef, isConcrete, isPlatforms, needClass } from "../classes.js";
import { countOf, elements } from "./collections.js";
import * as jni from "../jni.js";
import type { WireValue } from "../../wire/wire.js";

export const TEXT_LIMIT = 65536;
export const BYTES_LIMIT = 65536;
const ITEMS_LIMIT = 2000;
const DEPTH_LIMIT = 4;
/** Of all lists and objects inside one value together: lists of lists of lists must not fill the memory. */
const PARTS_LIMIT = 10_000;
/** Characters and bytes. */
const ALL_TEXT_LIMIT = 1 << 20;
/** Bits of a number whose digits are still worth their time. */
const DIGITS_LIMIT = 1 << 16;

/** What is left of one value's bounds. */
export interface Room {
  parts: number;
  text: number;
}

export function room(): Room {
  return { parts: PARTS_LIMIT, text: ALL_TEXT_LIMIT };
}

export interface TypeSpec {
  class: string;
  text?: string;
  fields?: Record<string, string>;
}

interface Part {
  name: string;
  type: string;
  member: jni.Member;
  args: number[];
  /** Of an object of the app's own class: whose method is meant, whatever the app's class has in its place. */
  exact: jni.Ref | null;
}

interface Described {
  text: Part | null;
  parts: Part[];
}

const PRIMITIVE: Record<string, string> = {
  boolean: "Z",
  byte: "B",
  char: "C",
  short: "S",
  int: "I",
  long: "J",
  float: "F",
  double: "D",
};
export const PLATFORM = /^(java|javax|android|androidx|com\.android|dalvik|libcore|sun|jdk)\./;

let specs: TypeSpec[] = [];
const described = new Map<string, Described | null>();
let enumName: jni.Member | null = null;
let objectText: jni.Member | null = null;
const digits = new Map<string, jni.Member | null>();
let builders: {
  units: jni.Member | null;
  bytes: jni.Member | null;
  coder: jni.Member | null;
  count: jni.Member | null;
} | null = null;

/** `types` is the catalogue's table of classes whose parts are worth recording. */
export function prepare(env: jni.Ref, types: TypeSpec[]): void {
  specs = types;
  const of = (cls: string, type: string, name: string): jni.Member | null =>
    jni.member(env, needClass(env, cls), type, name, false);
  enumName = of("java.lang.Enum", "java.lang.String", "name");
  objectText = of("java.lang.Object", "java.lang.String", "toString");
  digits.set("java.math.BigInteger", of("java.math.BigInteger", "int", "bitLength"));
  digits.set("java.math.BigDecimal", of("java.math.BigDecimal", "java.math.BigInteger", "unscaledValue"));
  const builder = needClass(env, "java.lang.AbstractStringBuilder");
  const field = (type: string, name: string): jni.Member | null => jni.member(env, builder, type, name, true);
  builders = {
    units: field("char[]", "value"),
    bytes: field("byte[]", "value"),
    coder: field("byte", "coder"),
    count: field("int", "count"),
  };
}

/** A primitive as the runtime hands it over. */
export function primitive(type: string, raw: any): WireValue {
  if (type === "boolean") {
    return { t: type, x: raw ? "true" : "false" };
  }
  if (type === "float" || type === "double") {
    return { t: type, x: decimal(raw, type === "float") };
  }
  return { t: type, x: type === "char" ? String.fromCharCode(raw) : String(raw) };
}

/** A float or double as Java prints it: the fewest digits that name it, always with a point. */
function decimal(value: number, single: boolean): string {
  if (!Number.isFinite(value) || value === 0) {
    return Object.is(value, -0) ? "-0.0" : value === 0 ? "0.0" : String(value);
  }
  let digits = value;
  for (let p = 1; single && p <= 9; p++) {
    digits = Number(value.toPrecision(p));
    if (Math.fround(digits) === value) {
      break;
    }
  }
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(digits);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa, exponent] = digits.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

export function isPrimitive(type: string): boolean {
  return type in PRIMITIVE;
}

/** The bytes of a byte[] (or a part of it), capped. */
export function bytes(env: jni.Ref, array: jni.Ref, start = 0, count = -1, limit = BYTES_LIMIT): WireValue {
  if (array.isNull()) {
    return { t: "null" };
  }
  const length = jni.arrayLength(env, array);
  const from = Math.max(0, Math.min(start, length));
  const whole = Math.max(0, Math.min(count < 0 ? length : count, length - from));
  const n = Math.min(whole, limit);
  const value: WireValue = {
    t: "byte[]",
    b: n === 0 ? new ArrayBuffer(0) : jni.region(env, array, "B", from, n).readByteArray(n)!,
  };
  if (whole > n) {
    value.n = whole;
    value.c = 1;
  }
  return value;
}

/** Any object, by what it is at run time. */
export function object(env: jni.Ref, ref: jni.Ref, depth = 0, left = room()): WireValue {
  if (ref.isNull()) {
    return { t: "null" };
  }
  jni.pushFrame(env, 16);
  try {
    return inner(env, ref, depth, left);
  } finally {
    jni.popFrame(env, NULL);
  }
}

function is(env: jni.Ref, ref: jni.Ref, cls: string): boolean {
  const c = classRef(env, cls);
  return c !== null && jni.isInstance(env, ref, c) !== 0;
}

function inner(env: jni.Ref, ref: jni.Ref, depth: number, left: Room): WireValue {
  left.parts--;
  if (is(env, ref, "java.lang.String")) {
    return string(env, ref, left);
  }
  const type = className(env, jni.getClass(env, ref));
  if (type.startsWith("[")) {
    return array(env, ref, type, depth, left);
  }
  if (/^java\.lang\.(Boolean|Byte|Character|Short|Integer|Long|Float|Double)$|^java\.util\.UUID$/.test(type)) {
    return { ...textOf(env, ref, objectText, left), t: type };
  }
  if (type === "java.lang.StringBuilder" || type === "java.lang.StringBuffer") {
    return { ...builderText(env, ref, left), t: type };
  }
  if (digits.has(type)) {
    return bits(env, ref, type) > DIGITS_LIMIT ? { t: type } : { ...textOf(env, ref, objectText, left), t: type };
  }
  if (is(env, ref, "java.lang.Enum")) {
    return { ...textOf(env, ref, enumName, left), t: type };
  }
  if (type === "android.os.Bundle" || type === "android.os.PersistableBundle") {
    return depth < DEPTH_LIMIT ? bundle(env, ref, type, depth, left) : { t: type };
  }
  const known = describe(env, ref, type);
  if (known !== null) {
    return parts(env, ref, type, known, depth, left);
  }
  if (PLATFORM.test(type) && depth < DEPTH_LIMIT) {
    const all = elements(env, ref, type);
    if (all !== null) {
      return { ...array(env, all, "[Ljava.lang.Object;", depth, left, countOf(env, ref, type)), t: type };
    }
  }
  return { t: type };
}

/** How long a number is, in bits. */
function bits(env: jni.Ref, ref: jni.Ref, type: string): number {
  const m = digits.get(type);
  const value = m == null ? null : jni.read(env, ref, m);
  return value === null ? Infinity : m!.letter === "L" ? bits(env, value, "java.math.BigInteger") : Number(value);
}

/** A builder's text from its fields: asking would copy all of it, or take its lock. */
function builderText(env: jni.Ref, ref: jni.Ref, left: Room): WireValue {
  const b = builders;
  if (b === null || b.count === null) {
    return { t: "" };
  }
  const field = b.units ?? b.bytes;
  const held = field === null ? null : (jni.read(env, ref, field) as jni.Ref);
  if (held === null || held.isNull()) {
    return { t: "" };
  }
  const single = b.units === null && (b.coder === null || jni.read(env, ref, b.coder) === 0);
  const size = b.units !== null || single ? 1 : 2;
  const length = Math.max(
    0,
    Math.min(Number(jni.read(env, ref, b.count)), Math.floor(jni.arrayLength(env, held) / size)),
  );
  const n = Math.min(length, TEXT_LIMIT, left.text);
  left.text -= n;
  const from = n === 0 ? NULL : jni.region(env, held, b.units !== null ? "C" : "B", 0, n * size);
  const x = n === 0 ? "" : single ? latin(from, n) : jni.utf16(from, n);
  return { t: "", x, ...(length > n ? { n: length, c: 1 as const } : {}) };
}

function latin(from: NativePointer, n: number): string {
  let out = "";
  const all = new Uint8Array(from.readByteArray(n)!);
  for (let i = 0; i < n; i += 4096) {
    out += String.fromCharCode.apply(null, all.subarray(i, Math.min(n, i + 4096)) as unknown as number[]);
  }
  return out;
}

export function string(env: jni.Ref, ref: jni.Ref, left = room()): WireValue {
  const limit = Math.max(0, Math.min(TEXT_LIMIT, left.text));
  const { text, length } = jni.text(env, ref, limit);
  left.text -= text.length;
  return length > limit ? { t: "java.lang.String", x: text, n: length, c: 1 } : { t: "java.lang.String", x: text };
}

function textOf(env: jni.Ref, ref: jni.Ref, m: jni.Member | null, left: Room): WireValue {
  const value = m === null ? null : jni.read(env, ref, m);
  return value === null || value.isNull() ? { t: "null" } : string(env, value, left);
}

function array(env: jni.Ref, ref: jni.Ref, type: string, depth: number, left: Room, count?: number): WireValue {
  if (type === "[B") {
    const value = bytes(env, ref, 0, -1, Math.max(0, Math.min(BYTES_LIMIT, left.text)));
    left.text -= (value.b as ArrayBuffer | undefined)?.byteLength ?? 0;
    return value;
  }
  const length = Math.min(jni.arrayLength(env, ref), count ?? Infinity);
  if (type === "[C") {
    const n = Math.min(length, TEXT_LIMIT);
    return {
      t: "char[]",
      x: n === 0 ? "" : jni.utf16(jni.region(env, ref, "C", 0, n), n),
      ...(length > n ? { n: length, c: 1 as const } : {}),
    };
  }
  const n = depth >= DEPTH_LIMIT ? 0 : Math.max(0, Math.min(length, ITEMS_LIMIT, left.parts));
  const items: WireValue[] = [];
  if (type.length === 2) {
    const letter = type[1];
    const of = Object.keys(PRIMITIVE).find((p) => PRIMITIVE[p] === letter)!;
    const size = { Z: 1, S: 2, I: 4, J: 8, F: 4, D: 8 }[letter]!;
    const from = n === 0 ? NULL : jni.region(env, ref, letter, 0, n);
    for (let i = 0; i < n; i++) {
      const p = from.add(i * size);
      items.push(
        primitive(
          of,
          {
            Z: () => p.readU8(),
            S: () => p.readS16(),
            I: () => p.readS32(),
            J: () => p.readS64(),
            F: () => p.readFloat(),
            D: () => p.readDouble(),
          }[letter]!(),
        ),
      );
    }
    return { t: `${of}[]`, i: items, ...(length > n ? { n: length, c: 1 as const } : {}) };
  }
  for (let i = 0; i < n && left.parts > 0; i++) {
    jni.pushFrame(env, 16);
    const element = jni.arrayElement(env, ref, i);
    items.push(element.isNull() ? { t: "null" } : inner(env, element, depth + 1, left));
    jni.popFrame(env, NULL);
  }
  return {
    t: type.replace(/^\[L(.*);$/, "$1[]"),
    i: items,
    ...(length > items.length ? { n: length, c: 1 as const } : {}),
  };
}

function partOf(env: jni.Ref, ref: jni.Ref, part: Part): any {
  return part.exact === null
    ? jni.read(env, ref, part.member, ...part.args)
    : jni.readExact(env, ref, part.exact, part.member, ...part.args);
}

function parts(env: jni.Ref, ref: jni.Ref, type: string, known: Described, depth: number, left: Room): WireValue {
  const text = known.text === null ? null : (partOf(env, ref, known.text) as jni.Ref | null);
  const value: WireValue =
    known.text === null ? { t: type } : { ...(text === null || text.isNull() ? {} : string(env, text, left)), t: type };
  if (known.parts.length > 0 && depth < DEPTH_LIMIT) {
    value.f = {};
    for (const part of known.parts) {
      const raw = partOf(env, ref, part);
      if (raw !== null) {
        value.f[part.name] = part.member.letter === "L" ? object(env, raw, depth + 1, left) : primitive(part.type, raw);
      }
    }
  }
  return value;
}

/** A getter that runs only the platform's code: of an object of the app's own class the one that its class inherits. */
function getter(env: jni.Ref, cls: jni.Ref, own: boolean, part: Omit<Part, "exact">): Part | null {
  if (part.member.isField || !own) {
    return { ...part, exact: null };
  }
  return isConcrete(env, cls, part.member.id) ? { ...part, exact: cls } : null;
}

function describe(env: jni.Ref, ref: jni.Ref, type: string): Described | null {
  const cached = described.get(type);
  if (cached !== undefined) {
    return cached;
  }
  const matching = specs.filter((spec) => is(env, ref, spec.class));
  const own = matching.length > 0 && !isPlatforms(env, jni.getClass(env, ref));
  let found: Described | null = null;
  for (const spec of matching) {
    const cls = needClass(env, spec.class);
    const mine = own && isPlatforms(env, cls); // a library's own class is listed for what its getters give
    found ??= { text: null, parts: [] };
    if (spec.text !== undefined) {
      const member = jni.member(env, cls, "java.lang.String", spec.text, false);
      found.text =
        member === null
          ? null
          : getter(env, cls, mine, { name: spec.text, type: "java.lang.String", member, args: [] });
    }
    for (const [name, declaration] of Object.entries(spec.fields ?? {})) {
      const [, partType, partName, call, index] = /^(\S+) (\w+)(\((\d*)\))?$/.exec(declaration)!;
      const member = jni.member(env, cls, partType, partName, call === undefined, index ? "I" : "");
      const part =
        member === null
          ? null
          : getter(env, cls, mine, { name, type: partType, member, args: index ? [Number(index)] : [] });
      if (part !== null) {
        found.parts.push(part);
      }
    }
  }
  described.set(type, found);
  return found;
}
