// Bundles as they are: one that is still packed stays packed, for unpacking it may run code of the app.

import { classRef, needClass } from "../classes.js";
import * as jni from "../jni.js";
import { contents } from "./parcel.js";
import { object, type Room } from "./values.js";
import type { WireValue } from "../../wire/wire.js";

const BUNDLE = "android.os.BaseBundle";
const MAP = "android.util.ArrayMap";
const MOST = 200;

interface Members {
  packed: jni.Member | null;
  map: jni.Member | null;
  size: jni.Member | null;
  key: jni.Member | null;
  value: jni.Member | null;
}

let members: Members | null = null;

/** Its fields are not public: see collections.prepare. Without Android there are no bundles. */
export function prepare(env: jni.Ref): void {
  if (classRef(env, BUNDLE) !== null) {
    members = find(env);
  }
}

function find(env: jni.Ref): Members {
  const bundle = needClass(env, BUNDLE);
  const map = classRef(env, MAP);
  const of = (type: string, name: string, args: string): jni.Member | null =>
    map === null ? null : jni.member(env, map, type, name, false, args);
  return {
    packed: jni.member(env, bundle, "android.os.Parcel", "mParcelledData", true),
    map: jni.member(env, bundle, MAP, "mMap", true),
    size: of("int", "size", ""),
    key: of("java.lang.Object", "keyAt", "I"),
    value: of("java.lang.Object", "valueAt", "I"),
  };
}

/** A bundle's texts (packed) or its values by key; its class alone where a runtime keeps them elsewhere. */
export function bundle(env: jni.Ref, ref: jni.Ref, type: string, depth: number, left: Room): WireValue {
  members ??= find(env);
  const { packed, map, size, key, value } = members;
  const parcel = packed === null ? null : (jni.read(env, ref, packed) as jni.Ref | null);
  if (parcel !== null && !parcel.isNull()) {
    return { ...contents(env, parcel), t: type };
  }
  const held = map === null ? null : (jni.read(env, ref, map) as jni.Ref | null);
  if (held === null || held.isNull() || size === null || key === null || value === null) {
    return { t: type };
  }
  const f: Record<string, WireValue> = {};
  const n = Number(jni.read(env, held, size));
  for (let i = 0; i < Math.min(n, MOST); i++) {
    jni.pushFrame(env, 8);
    const name = jni.read(env, held, key, i) as jni.Ref | null;
    const held_ = jni.read(env, held, value, i) as jni.Ref | null;
    if (name !== null && !name.isNull() && held_ !== null) {
      f[jni.text(env, name, 512).text] = object(env, held_, depth + 1, left);
    }
    jni.popFrame(env, NULL);
  }
  return { t: type, f, ...(n > MOST ? { n, c: 1 as const } : {}) };
}
