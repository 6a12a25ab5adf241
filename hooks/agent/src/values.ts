// Java values as the agent reports them. Only the platform's own classes are ever asked for their parts: an app's own
// toString() or get() is never run by the agent.

import { bundle } from "./bundle.js";
import { className, classRef } from "./classes.js";
import * as jni from "./jni.js";
import type { WireValue } from "./wire.js";

export const TEXT_LIMIT = 65536;
export const BYTES_LIMIT = 65536;
const ITEMS_LIMIT = 2000;
const DEPTH_LIMIT = 4;

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
}

interface Described {
  text: jni.Member | null;
  parts: Part[];
}

const PRIMITIVE: Record<string, string> = {
  boolean: "Z", byte: "B", char: "C", short: "S", int: "I", long: "J", float: "F", double: "D",
};
export const PLATFORM = /^(java|javax|android|androidx|com\.android|dalvik|libcore|sun|jdk)\./;

let specs: TypeSpec[] = [];
const described = new Map<string, Described | null>();
let toArray: jni.Member | null = null;
let entrySet: jni.Member | null = null;
let enumName: jni.Member | null = null;
let objectText: jni.Member | null = null;

/** `types` is the catalogue's table of classes whose parts are worth recording. */
export function prepare(env: jni.Ref, types: TypeSpec[]): void {
  specs = types;
  const of = (cls: string, type: string, name: string): jni.Member | null =>
    jni.member(env, classRef(env, cls)!, type, name, false);
  toArray = of("java.util.Collection", "java.lang.Object[]", "toArray");
  entrySet = of("java.util.Map", "java.util.Set", "entrySet");
  enumName = of("java.lang.Enum", "java.lang.String", "name");
  objectText = of("java.lang.Object", "java.lang.String", "toString");
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
  const value: WireValue = { t: "byte[]", b: n === 0 ? new ArrayBuffer(0) : jni.region(env, array, "B", from, n).readByteArray(n)! };
  if (whole > n) {
    value.n = whole;
    value.c = 1;
  }
  return value;
}

/** Any object, by what it is at run time. */
export function object(env: jni.Ref, ref: jni.Ref, depth = 0): WireValue {
  if (ref.isNull()) {
    return { t: "null" };
  }
  jni.pushFrame(env, 16);
  try {
    return inner(env, ref, depth);
  } finally {
    jni.popFrame(env, NULL);
  }
}

function is(env: jni.Ref, ref: jni.Ref, cls: string): boolean {
  const c = classRef(env, cls);
  return c !== null && jni.isInstance(env, ref, c) !== 0;
}

function inner(env: jni.Ref, ref: jni.Ref, depth: number): WireValue {
  if (is(env, ref, "java.lang.String")) {
    return string(env, ref);
  }
  const type = className(env, jni.getClass(env, ref));
  if (type.startsWith("[")) {
    return array(env, ref, type, depth);
  }
  if (/^java\.lang\.(Boolean|Byte|Character|Short|Integer|Long|Float|Double)$|^java\.math\.Big|^java\.util\.UUID$|^java\.lang\.String(Builder|Buffer)$/.test(type)) {
    return { ...textOf(env, ref, objectText), t: type };
  }
  if (is(env, ref, "java.lang.Enum")) {
    return { ...textOf(env, ref, enumName), t: type };
  }
  if (type === "android.os.Bundle" || type === "android.os.PersistableBundle") {
    return depth < DEPTH_LIMIT ? bundle(env, ref, type, depth) : { t: type };
  }
  const known = describe(env, ref, type);
  if (known !== null) {
    return parts(env, ref, type, known, depth);
  }
  if (PLATFORM.test(type) && depth < DEPTH_LIMIT) {
    if (is(env, ref, "java.util.Collection")) {
      const all = toArray === null ? null : jni.read(env, ref, toArray);
      return all === null ? { t: type } : { ...array(env, all, "[Ljava.lang.Object;", depth), t: type };
    }
    if (is(env, ref, "java.util.Map")) {
      const set = entrySet === null ? null : jni.read(env, ref, entrySet);
      return set === null ? { t: type } : { ...object(env, set, depth), t: type };
    }
  }
  return { t: type };
}

export function string(env: jni.Ref, ref: jni.Ref): WireValue {
  const { text, length } = jni.text(env, ref, TEXT_LIMIT);
  return length > TEXT_LIMIT ? { t: "java.lang.String", x: text, n: length, c: 1 } : { t: "java.lang.String", x: text };
}

function textOf(env: jni.Ref, ref: jni.Ref, m: jni.Member | null): WireValue {
  const value = m === null ? null : jni.read(env, ref, m);
  return value === null || value.isNull() ? { t: "null" } : string(env, value);
}

function array(env: jni.Ref, ref: jni.Ref, type: string, depth: number): WireValue {
  if (type === "[B") {
    return bytes(env, ref);
  }
  const length = jni.arrayLength(env, ref);
  if (type === "[C") {
    const n = Math.min(length, TEXT_LIMIT);
    return { t: "char[]", x: n === 0 ? "" : jni.utf16(jni.region(env, ref, "C", 0, n), n), ...(length > n ? { n: length, c: 1 as const } : {}) };
  }
  const n = depth >= DEPTH_LIMIT ? 0 : Math.min(length, ITEMS_LIMIT);
  const items: WireValue[] = [];
  if (type.length === 2) {
    const letter = type[1];
    const of = Object.keys(PRIMITIVE).find((p) => PRIMITIVE[p] === letter)!;
    const size = { Z: 1, S: 2, I: 4, J: 8, F: 4, D: 8 }[letter]!;
    const from = n === 0 ? NULL : jni.region(env, ref, letter, 0, n);
    for (let i = 0; i < n; i++) {
      const p = from.add(i * size);
      items.push(primitive(of, { Z: () => p.readU8(), S: () => p.readS16(), I: () => p.readS32(), J: () => p.readS64(), F: () => p.readFloat(), D: () => p.readDouble() }[letter]!()));
    }
    return { t: `${of}[]`, i: items, ...(length > n ? { n: length, c: 1 as const } : {}) };
  }
  for (let i = 0; i < n; i++) {
    jni.pushFrame(env, 16);
    const element = jni.arrayElement(env, ref, i);
    items.push(element.isNull() ? { t: "null" } : inner(env, element, depth + 1));
    jni.popFrame(env, NULL);
  }
  return { t: type.replace(/^\[L(.*);$/, "$1[]"), i: items, ...(length > n ? { n: length, c: 1 as const } : {}) };
}

function parts(env: jni.Ref, ref: jni.Ref, type: string, known: Described, depth: number): WireValue {
  const value: WireValue = known.text === null ? { t: type } : { ...textOf(env, ref, known.text), t: type };
  if (known.parts.length > 0 && depth < DEPTH_LIMIT) {
    value.f = {};
    for (const part of known.parts) {
      const raw = jni.read(env, ref, part.member, ...part.args);
      if (raw !== null) {
        value.f[part.name] = part.member.letter === "L" ? object(env, raw, depth + 1) : primitive(part.type, raw);
      }
    }
  }
  return value;
}

function describe(env: jni.Ref, ref: jni.Ref, type: string): Described | null {
  const cached = described.get(type);
  if (cached !== undefined) {
    return cached;
  }
  const matching = specs.filter((spec) => is(env, ref, spec.class));
  let found: Described | null = null;
  for (const spec of matching) {
    const cls = classRef(env, spec.class)!;
    found ??= { text: null, parts: [] };
    if (spec.text !== undefined) {
      found.text = jni.member(env, cls, "java.lang.String", spec.text, false);
    }
    for (const [name, declaration] of Object.entries(spec.fields ?? {})) {
      const [, partType, partName, call, index] = /^(\S+) (\w+)(\((\d*)\))?$/.exec(declaration)!;
      const member = jni.member(env, cls, partType, partName, call === undefined, index ? "I" : "");
      if (member !== null) {
        found.parts.push({ name, type: partType, member, args: index ? [Number(index)] : [] });
      }
    }
  }
  described.set(type, found);
  return found;
}
