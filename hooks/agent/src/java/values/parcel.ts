// What a Parcel holds, read without a trace: its position is put back, and nothing is taken out of it.

import { classRef } from "../classes.js";
import * as jni from "../jni.js";
import { bytes } from "./values.js";
import type { WireValue } from "../../wire/wire.js";

export const PARCEL = "android.os.Parcel";
const LONGEST = 8192;
const MOST = 200;
/** Beyond this, a parcel is not copied. */
const LARGEST = 256 * 1024;
/** What the third word of a token is since Android 11. */
const HEADERS = [0x53595354, 0x564e4452, 0x5245434f];
const NAME = /^[A-Za-z_$][\w$]*(\.[\w$]+)+$/;

const members = new Map<string, jni.Member | null>();

function get(env: jni.Ref, ref: jni.Ref, type: string, name: string, ...args: number[]): any {
  const key = name + args.length;
  let m = members.get(key);
  if (m === undefined) {
    const cls = classRef(env, PARCEL);
    m = cls === null ? null : jni.member(env, cls, type, name, false, "I".repeat(args.length));
    members.set(key, m);
  }
  return m === null ? null : jni.read(env, ref, m, ...args);
}

/** The interface that a transaction's data names, or "". */
export function descriptorOf(env: jni.Ref, parcel: jni.Ref): string {
  if (parcel.isNull()) {
    return "";
  }
  const position = get(env, parcel, "int", "dataPosition") as number | null;
  const size = get(env, parcel, "int", "dataSize") as number | null;
  if (position === null || size === null) {
    return "";
  }
  const wordAt = (at: number): number => {
    get(env, parcel, "void", "setDataPosition", at);
    return get(env, parcel, "int", "readInt") as number;
  };
  try {
    // Android 11: policy, work source, header, name; 10: without the header; before: without the work source, too.
    const first = size >= 12 && HEADERS.includes(wordAt(8)) ? [12] : [8, 4];
    for (const at of first) {
      const length = at + 4 <= size ? wordAt(at) : 0;
      if (length > 0 && length < 512 && at + 4 + 2 * (length + 1) <= size) {
        get(env, parcel, "void", "setDataPosition", at);
        const ref = get(env, parcel, "java.lang.String", "readString") as jni.Ref | null;
        const name = ref === null || ref.isNull() ? "" : jni.text(env, ref, 512).text;
        if (NAME.test(name)) {
          return name;
        }
      }
    }
    return "";
  } finally {
    get(env, parcel, "void", "setDataPosition", position);
  }
}

/** A parcel's bytes and the texts in them. One that carries objects cannot be copied: then only its class is told. */
export function contents(env: jni.Ref, parcel: jni.Ref): WireValue {
  if (parcel.isNull()) {
    return { t: "null" };
  }
  const size = get(env, parcel, "int", "dataSize") as number | null;
  if (size === null || size > LARGEST) {
    return { t: PARCEL, ...(size === null ? {} : { n: size, c: 1 as const }) };
  }
  const array = get(env, parcel, "byte[]", "marshall") as jni.Ref | null;
  if (array === null || array.isNull()) {
    return { t: PARCEL };
  }
  const all = bytes(env, array);
  return { ...all, t: PARCEL, i: textsIn(all.b as ArrayBuffer) };
}

/** Texts as parcels hold them: a length, then UTF-16 or UTF-8, then a zero, filled up to four bytes. */
export function textsIn(data: ArrayBuffer): WireValue[] {
  const view = new DataView(data);
  const found: WireValue[] = [];
  for (let at = 0; at + 8 <= data.byteLength && found.length < MOST;) {
    const n = view.getInt32(at, true);
    const text = n < 2 || n > LONGEST ? null : (wide(view, at + 4, n) ?? narrow(view, at + 4, n));
    if (text === null) {
      at += 4;
      continue;
    }
    found.push({ t: "java.lang.String", x: text.text });
    at += 4 + ((text.size + 3) & ~3);
  }
  return found;
}

const UNSEEN = /[\u0000-\u0008\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

function told(text: string, size: number): { text: string; size: number } | null {
  return UNSEEN.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")) ? null : { text, size };
}

function wide(view: DataView, at: number, n: number): { text: string; size: number } | null {
  const size = 2 * (n + 1);
  if (at + size > view.byteLength || view.getUint16(at + 2 * n, true) !== 0) {
    return null;
  }
  let text = "";
  for (let i = 0; i < n; i++) {
    text += String.fromCharCode(view.getUint16(at + 2 * i, true));
  }
  return told(text, size);
}

function narrow(view: DataView, at: number, n: number): { text: string; size: number } | null {
  if (at + n + 1 > view.byteLength || view.getUint8(at + n) !== 0) {
    return null;
  }
  let text = "";
  for (let i = 0; i < n; i++) {
    const byte = view.getUint8(at + i);
    if (byte >= 0x80) {
      return null;
    }
    text += String.fromCharCode(byte);
  }
  return told(text, n + 1);
}
