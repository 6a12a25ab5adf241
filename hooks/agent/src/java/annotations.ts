// Which of a class's methods carry an annotation, without making the annotation: a desktop JVM would define a proxy class
// for it in the app, whose name counts on.

import { classRef } from "./classes.js";
import * as jni from "./jni.js";

interface Members {
  bytes: jni.Member | null;
  pool: jni.Member | null;
  text: jni.Member | null;
  has: jni.Member | null;
}

const SIZES: Record<string, number> = { B: 2, C: 2, D: 2, F: 2, I: 2, J: 2, S: 2, Z: 2, s: 2, c: 2, e: 4 };
let members: Members | null = null;

function find(env: jni.Ref): Members {
  const of = (holder: string, type: string, name: string, args = ""): jni.Member | null => {
    const cls = classRef(env, holder);
    return cls === null ? null : jni.member(env, cls, type, name, false, args);
  };
  const jvm = Java.api.flavor === "jvm";
  return {
    bytes: jvm ? of("java.lang.reflect.Method", "byte[]", "getAnnotationBytes") : null,
    pool: jvm ? of("java.lang.Class", "jdk.internal.reflect.ConstantPool", "getConstantPool") : null,
    text: jvm ? of("jdk.internal.reflect.ConstantPool", "java.lang.String", "getUTF8At", "I") : null,
    has: of("java.lang.reflect.Method", "boolean", "isAnnotationPresent", "Ljava/lang/Class;"),
  };
}

/** The indices in the constant pool of the types of a method's annotations (JVMS 4.7.16). */
function types(data: DataView): number[] {
  let at = 0;
  const u2 = (): number => data.getUint16((at += 2) - 2);
  const value = (): void => {
    const tag = String.fromCharCode(data.getUint8(at++));
    if (tag === "@") {
      annotation();
    } else if (tag === "[") {
      for (let n = u2(); n > 0; n--) {
        value();
      }
    } else {
      at += SIZES[tag];
    }
  };
  const annotation = (): number => {
    const type = u2();
    for (let n = u2(); n > 0; n--) {
      u2();
      value();
    }
    return type;
  };
  const found: number[] = [];
  for (let n = u2(); n > 0; n--) {
    found.push(annotation());
  }
  return found;
}

/** Whether a method (a `java.lang.reflect.Method` of `cls`) carries the annotation of this name. */
export function carries(env: jni.Ref, declaring: jni.Ref, method: jni.Ref, annotation: string): boolean {
  const m = (members ??= find(env));
  if (m.bytes === null || m.pool === null || m.text === null) {
    const cls = classRef(env, annotation);
    return cls !== null && m.has !== null && Boolean(jni.read(env, method, m.has, cls));
  }
  const raw = jni.read(env, method, m.bytes) as jni.Ref | null;
  const pool = jni.read(env, declaring, m.pool) as jni.Ref | null;
  if (raw === null || raw.isNull() || pool === null || pool.isNull()) {
    return false;
  }
  const n = jni.arrayLength(env, raw);
  const wanted = jni.descriptor(annotation);
  return types(new DataView(jni.region(env, raw, "B", 0, n).readByteArray(n)!)).some((index) => {
    const text = jni.read(env, pool, m.text!, index) as jni.Ref | null;
    return text !== null && !text.isNull() && jni.text(env, text, 512).text === wanted;
  });
}
