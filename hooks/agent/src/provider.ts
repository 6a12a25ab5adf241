// Content providers: the query by its URI, and every cell that is then read from the cursor it returned.

import { classRef, identityOf } from "./classes.js";
import type { Kind, Point } from "./engine.js";
import * as jni from "./jni.js";
import { recordArgs } from "./kinds.js";
import { Tracked } from "./tracked.js";
import * as values from "./values.js";

interface Source {
  point: Point;
  uri: string;
  columns: Map<number, string>;
}

const cursors = new Tracked<Source>(2048);
let columnName: jni.Member | null = null;

function uriOf(env: jni.Ref, ref: any): string {
  return ref instanceof NativePointer && !ref.isNull() ? (values.object(env, ref).x ?? "") : "";
}

/** The point with the longest URI prefix that ends where a path segment ends; one without `match` takes the rest. */
function byUri(points: Point[], uri: string): Point | null {
  let best: Point | null = null;
  let length = -1;
  for (const point of points) {
    for (const prefix of point.match.length > 0 ? point.match : [""]) {
      const next = uri.charAt(prefix.length);
      const fits = prefix === "" || (uri.startsWith(prefix) && (next === "" || "/?#".includes(next) || prefix.endsWith("/")));
      if (fits && prefix.length > length) {
        best = point;
        length = prefix.length;
      }
    }
  }
  return best;
}

export const provider: Kind = {
  label: "query",
  choose: (points, env, args) => byUri(points, uriOf(env, args[points[0].match_arg])),
  before: recordArgs,
  after(call, value) {
    if (call.original.ret !== "android.database.Cursor") {
      return values.isPrimitive(call.original.ret) ? values.primitive(call.original.ret, value) : values.object(call.env, value);
    }
    if (value.isNull()) {
      return { t: "null" };
    }
    const uri = uriOf(call.env, call.args[call.point.match_arg]);
    cursors.set(call.env, value, { point: call.point, uri, columns: new Map() });
    return { t: call.original.ret, f: { id: { t: "int", x: String(identityOf(call.env, value)) } } };
  },
};

/** One cell: the arguments are the column's name and the URI the cursor came from; the result is the value. */
export const cell: Kind = {
  label: "cursor",
  choose: (_points, env, _args, self) => cursors.get(env, self)?.point ?? null,
  before(call) {
    const source = cursors.get(call.env, call.self)!;
    const index = call.args[0] as number;
    let name = source.columns.get(index);
    if (name === undefined) {
      name = nameOf(call.env, call.self, index);
      source.columns.set(index, name);
    }
    call.recorded = [{ t: "column", x: name }, { t: "android.net.Uri", x: source.uri }];
  },
  after: (call, value) => {
    const { ret } = call.original;
    return values.isPrimitive(ret) ? values.primitive(ret, value) : values.object(call.env, value);
  },
};

function nameOf(env: jni.Ref, cursor: jni.Ref, index: number): string {
  columnName ??= jni.member(env, classRef(env, "android.database.Cursor")!, "java.lang.String", "getColumnName", false, "I");
  const ref = columnName === null ? null : jni.read(env, cursor, columnName, index);
  return ref === null || ref.isNull() ? String(index) : jni.text(env, ref, 1024).text;
}
