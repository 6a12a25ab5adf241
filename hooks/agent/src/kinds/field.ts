// Static fields: reading one leaves no trace, so what is recorded is what was there to be read, at the moments the host
// asks. A class that has not been initialised is left alone.

import { initialised } from "../java/classes.js";
import { now } from "../native/core.js";
import type { Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { encode } from "./plain.js";
import { staticFields, type StaticField } from "../java/statics.js";
import { failed, record } from "../wire/wire.js";

interface Watched {
  point: Point;
  name: string;
  cls: jni.Ref;
  fields: StaticField[];
}

const all: Watched[] = [];

/** Takes a point; gives how many of its fields the class has, or why there are none. */
export function addField(env: jni.Ref, point: Point, name: string, cls: jni.Ref): number | string {
  const wanted = [point.method, ...point.match];
  const fields = staticFields(env, cls).filter((f) => wanted.includes(f.name));
  if (fields.length === 0) {
    return `no static field ${name}.${point.method}`;
  }
  all.push({ point, name, cls, fields });
  return fields.length;
}

/** Records every field's value as it is now. */
export function poll(env: jni.Ref): void {
  for (const { point, name, cls, fields } of all) {
    if (!initialised(cls, name)) {
      continue;
    }
    for (const field of fields) {
      jni.pushFrame(env, 8);
      try {
        record({
          mono: now(),
          stack: 0,
          point: point.index,
          kind: "field",
          tid: 0,
          thread: "",
          object: 0,
          exception: null,
          within: -1,
          args: [{ t: "field", x: `${name}.${field.name}` }],
          result: encode(env, field.type, jni.readStatic(env, cls, field)),
        });
      } catch (error) {
        jni.cleared(env);
        failed(error);
      } finally {
        jni.popFrame(env, NULL);
      }
    }
  }
}
