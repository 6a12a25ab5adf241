// Crypto, digests, encodings and compression: the bytes that went in, the bytes that came out, and the key material.

import type { Call, Kind } from "../engine.js";
import { classRef, isPlatforms } from "../java/classes.js";
import * as jni from "../java/jni.js";
import { bufferBytes } from "../java/values/buffers.js";
import { encode, plain } from "./plain.js";
import { type CryptoState, stateValue } from "./state.js";
import { Tracked } from "../java/values/tracked.js";
import * as values from "../java/values/values.js";
import type { WireValue } from "../wire/wire.js";

const LIMIT = 1024 * 1024;
const BYTES = "[B";
const TEXT = "java.lang.String";
const BUFFER = "java.nio.ByteBuffer";
/** Methods that take a single byte as a number. */
const FEEDS = /^(update|write)$/;
/** Methods whose first byte[] is filled by the call, not read by it. */
const FILLS = /^(deflate|inflate|read|digest)$/;
const MODES = ["", "encrypt", "decrypt", "wrap", "unwrap"];

const KEY = "java.security.Key";
const states = new Tracked<CryptoState>(1024);
const members = new Map<string, jni.Member | null>();

function get(env: jni.Ref, cls: string, type: string, name: string, ref: jni.Ref): any {
  const key = `${cls}.${name}`;
  let m = members.get(key);
  if (m === undefined) {
    const c = classRef(env, cls);
    m = c === null ? null : jni.member(env, c, type, name, false);
    members.set(key, m);
  }
  // A key of the app's own would be asked by running the app's code.
  return m === null || (cls === KEY && !isPlatforms(env, jni.getClass(env, ref))) ? null : jni.read(env, ref, m);
}

function copy(env: jni.Ref, array: jni.Ref | null): ArrayBuffer | null {
  if (array === null || array.isNull()) {
    return null;
  }
  const n = Math.min(jni.arrayLength(env, array), 65536);
  return n === 0 ? new ArrayBuffer(0) : jni.region(env, array, "B", 0, n).readByteArray(n);
}

function output(call: Call): number {
  const { args, ret } = call.original;
  if (ret !== "int") {
    return -1;
  }
  const method = call.point.method;
  const first = args.indexOf(BYTES);
  if (args.length === 2 && args[1] === BUFFER) {
    return 1;
  }
  return FILLS.test(method) || (method === "doFinal" && args.length === 2 && args[1] === "int")
    ? first
    : args.indexOf(BYTES, first + 1);
}

function remember(call: Call): void {
  const { env, self, point } = call;
  const cls = point.classes[0];
  const name = get(env, cls, "java.lang.String", "getAlgorithm", self);
  const state: CryptoState = {
    algorithm: name === null || name.isNull() ? "" : jni.text(env, name, 256).text,
    mode: "",
    key: null,
    iv: null,
  };
  if (point.method === "init") {
    state.mode = call.original.args[0] === "int" ? (MODES[call.args[0]] ?? "") : "";
    const key = call.args[call.original.args.indexOf(KEY)];
    if (key !== undefined && !key.isNull()) {
      state.key = copy(env, get(env, KEY, "byte[]", "getEncoded", key));
    }
    if (cls === "javax.crypto.Cipher") {
      state.iv = copy(env, get(env, cls, "byte[]", "getIV", self));
    }
  }
  states.set(env, self, state);
}

function input(call: Call, i: number): WireValue {
  const { args } = call.original;
  if (args[i] === BUFFER) {
    return bufferBytes(call.env, call.args[i], LIMIT);
  }
  if (args.length === 1 && (args[0] === "byte" || args[0] === "int") && FEEDS.test(call.point.method)) {
    return { t: "byte[]", b: new Uint8Array([call.args[0]]).buffer };
  }
  if (args[i] !== BYTES) {
    return encode(call.env, args[i], call.args[i]);
  }
  const slice = args[i + 1] === "int" && args[i + 2] === "int";
  return values.bytes(call.env, call.args[i], slice ? call.args[i + 1] : 0, slice ? call.args[i + 2] : -1, LIMIT);
}

/** Arguments as passed (byte[] with offset and length: only that part); the last one is the object's `state`. */
export const crypto: Kind = {
  choose: plain.choose,
  before(call) {
    const { args } = call.original;
    const out = output(call);
    call.recorded = args.map((_type, i) => (i === out ? { t: "output" } : input(call, i)));
  },
  after(call, value) {
    const { env, original, self } = call;
    if (!original.isStatic && call.point.group.startsWith("java")) {
      if (call.point.method === "init" || states.get(env, self) === undefined) {
        remember(call);
      }
      call.recorded.push(stateValue(states.get(env, self)!, TEXT));
    }
    if (original.ret === "void") {
      return null;
    }
    if (original.ret === BYTES) {
      return values.bytes(env, value, 0, -1, LIMIT);
    }
    const out = output(call);
    if (out < 0) {
      return encode(env, original.ret, value);
    }
    if (original.args[out] === BUFFER) {
      return bufferBytes(env, call.args[out], LIMIT, Math.max(0, value));
    }
    const offset = original.args[out + 1] === "int" ? call.args[out + 1] : 0;
    return values.bytes(env, call.args[out], offset, Math.max(0, value), LIMIT);
  },
};
