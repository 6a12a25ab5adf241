// Static fields of a class, found without running its static initialiser.

import { className, needClass } from "./classes.js";
import * as jni from "./jni.js";

const STATIC = 0x8;

export interface StaticField {
  name: string;
  type: string;
}

/** `int`, `java.lang.String`, `byte[]`: the way `jni.descriptor` takes it. */
function readable(type: string): string {
  const depth = /^\[*/.exec(type)![0].length;
  if (depth === 0) {
    return type;
  }
  const letters: Record<string, string> = {
    Z: "boolean",
    B: "byte",
    C: "char",
    S: "short",
    I: "int",
    J: "long",
    F: "float",
    D: "double",
  };
  const element = type.slice(depth);
  return (letters[element] ?? element.slice(1, -1)) + "[]".repeat(depth);
}

export function staticFields(env: jni.Ref, cls: jni.Ref): StaticField[] {
  const need = (owner: string, type: string, name: string): jni.Member | null =>
    jni.member(env, needClass(env, owner), type, name, false);
  const declared = need("java.lang.Class", "java.lang.reflect.Field[]", "getDeclaredFields");
  const getName = need("java.lang.reflect.Field", "java.lang.String", "getName");
  const getType = need("java.lang.reflect.Field", "java.lang.Class", "getType");
  const getModifiers = need("java.lang.reflect.Field", "int", "getModifiers");
  if (declared === null || getName === null || getType === null || getModifiers === null) {
    return [];
  }
  const found: StaticField[] = [];
  jni.pushFrame(env, 16);
  try {
    const all = jni.read(env, cls, declared) as jni.Ref | null;
    for (let i = 0; all !== null && i < jni.arrayLength(env, all); i++) {
      jni.pushFrame(env, 8);
      const field = jni.arrayElement(env, all, i);
      if ((Number(jni.read(env, field, getModifiers)) & STATIC) !== 0) {
        found.push({
          name: jni.text(env, jni.read(env, field, getName), 512).text,
          type: readable(className(env, jni.read(env, field, getType))),
        });
      }
      jni.popFrame(env, NULL);
    }
  } finally {
    jni.popFrame(env, NULL);
  }
  return found;
}
