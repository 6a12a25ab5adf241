// The kinds of access points that are one call: plain methods, settings keys, process exit.

import { emit, type Call, type Kind, type Point } from "../engine.js";
import * as jni from "../java/jni.js";
import * as values from "../java/values/values.js";
import { drain, type WireValue } from "../wire/wire.js";

export const EXIT_TIMEOUT_MS = 2000;

export function encode(env: jni.Ref, type: string, raw: any): WireValue {
  if (type === "java.lang.String" && !raw.isNull()) {
    return values.string(env, raw); // a final class: there is nothing to find out
  }
  return values.isPrimitive(type) ? values.primitive(type, raw) : values.object(env, raw);
}

export function recordArgs(call: Call): void {
  call.recorded = call.original.args.map((type, i) => encode(call.env, type, call.args[i]));
}

export function result(call: Call, value: any): WireValue | null {
  return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value);
}

/** A method or constructor. With `match`, only calls whose argument `match_arg` is one of its texts. */
export const plain: Kind = {
  lane: true,
  choose(points: Point[], env, args) {
    let fallback: Point | null = null;
    for (const point of points) {
      if (point.match.length === 0) {
        fallback ??= point;
        continue;
      }
      const ref = args[point.match_arg];
      if (ref instanceof NativePointer && !ref.isNull()) {
        const shown = values.object(env, ref);
        if (shown.x !== undefined && point.match.includes(shown.x)) {
          return point;
        }
      }
    }
    return fallback;
  },
  before: recordArgs,
  after: result,
};

/** The process ends inside this call: record it first, and let the host have everything before it runs. */
export const exit: Kind = {
  choose: (points) => points[0],
  before(call) {
    recordArgs(call);
    emit(call, "exit", null, null);
    call.emitted = true;
    drain(EXIT_TIMEOUT_MS);
  },
  after: () => null,
};
