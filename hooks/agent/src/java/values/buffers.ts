// The bytes of a java.nio.ByteBuffer, read through a duplicate so that its position stays as it was.

import { needClass } from "../classes.js";
import * as jni from "../jni.js";
import * as values from "./values.js";
import type { WireValue } from "../../wire/wire.js";

interface Buffer {
  duplicate: jni.Member | null;
  position: jni.Member | null;
  moveTo: jni.Member | null;
  remaining: jni.Member | null;
  get: jni.Member | null;
}

let buffer: Buffer | null = null;

function members(env: jni.Ref): Buffer {
  const base = needClass(env, "java.nio.Buffer");
  const bytes = needClass(env, "java.nio.ByteBuffer");
  return (buffer ??= {
    duplicate: jni.member(env, bytes, "java.nio.ByteBuffer", "duplicate", false),
    position: jni.member(env, base, "int", "position", false),
    moveTo: jni.member(env, base, "java.nio.Buffer", "position", false, "I"),
    remaining: jni.member(env, base, "int", "remaining", false),
    get: jni.member(env, bytes, "java.nio.ByteBuffer", "get", false, "[B"),
  });
}

/** What is between position and limit or, with `written`, the last bytes that were put before the position. */
export function bufferBytes(env: jni.Ref, ref: jni.Ref, limit: number, written = -1): WireValue {
  const { duplicate, position, moveTo, remaining, get } = members(env);
  if (
    ref.isNull() ||
    duplicate === null ||
    position === null ||
    moveTo === null ||
    remaining === null ||
    get === null
  ) {
    return { t: "java.nio.ByteBuffer" };
  }
  jni.pushFrame(env, 8);
  try {
    const copy = jni.read(env, ref, duplicate);
    if (copy === null) {
      return { t: "java.nio.ByteBuffer" };
    }
    if (written >= 0) {
      jni.read(env, copy, moveTo, Math.max(0, Number(jni.read(env, copy, position)) - written));
    }
    const whole = written >= 0 ? written : Number(jni.read(env, copy, remaining));
    const n = Math.min(whole, limit);
    const array = jni.newByteArray(env, n);
    if (array.isNull() || jni.read(env, copy, get, array) === null) {
      return { t: "java.nio.ByteBuffer" };
    }
    const value = values.bytes(env, array, 0, n, limit);
    return whole > n ? { ...value, n: whole, c: 1 } : value;
  } finally {
    jni.popFrame(env, NULL);
  }
}
