// Content providers: what is asked of them, by URI, and every cell that is then read from the cursor of a query.

import { className, identityOf, isPlatforms } from "../java/classes.js";
import type { Call, Kind, Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { encode, recordArgs } from "./plain.js";
import { Tracked } from "../java/values/tracked.js";
import * as values from "../java/values/values.js";
import type { WireValue } from "../wire/wire.js";

interface Source {
  point: Point;
  uri: string;
  columns: Map<number, string>;
}

const URI = "android.net.Uri";
/** Nobody else's classes are named so; an app's own cursor may do anything when it is asked. */
const CURSORS = /^android\.(database|content)\./;
const CLIENT = "android.content.ContentProviderClient";
const ACQUIRE = /^acquire(Unstable)?ContentProviderClient$/;

/** Methods of a resolver or a client that reach a provider, and the kind of their observations. */
export const OPERATIONS: Record<string, string> = {
  query: "query",
  insert: "insert",
  bulkInsert: "insert",
  update: "update",
  delete: "delete",
  call: "call",
  applyBatch: "apply",
  openFile: "open",
  openAssetFile: "open",
  openTypedAssetFile: "open",
  openInputStream: "open",
  openOutputStream: "open",
  openFileDescriptor: "open",
  openAssetFileDescriptor: "open",
  openTypedAssetFileDescriptor: "open",
  loadThumbnail: "open",
  acquireContentProviderClient: "acquire",
  acquireUnstableContentProviderClient: "acquire",
};

const cursors = new Tracked<Source>(2048);
const clients = new Tracked<string>(256);

function uriOf(env: jni.Ref, ref: any): string {
  return ref instanceof NativePointer && !ref.isNull() ? (values.object(env, ref).x ?? "") : "";
}

/** Where a call goes: its URI, or its authority, or what its client was acquired for. */
function target(env: jni.Ref, types: string[], name: string, args: any[], self: jni.Ref): string {
  const at = types.indexOf(URI);
  if (at >= 0) {
    return uriOf(env, args[at]);
  }
  const client = clients.get(env, self);
  if (client !== undefined) {
    return client;
  }
  const authority =
    types[0] === "java.lang.String" && /^(call|applyBatch|acquire\w+)$/.test(name) ? uriOf(env, args[0]) : "";
  return authority === "" ? "" : `content://${authority}`;
}

/** Whether a URI is at or below a prefix; the other way round, too, where only the authority is known. */
function below(uri: string, prefix: string): boolean {
  const next = uri.charAt(prefix.length);
  if (uri.startsWith(prefix)) {
    return next === "" || "/?#".includes(next) || prefix.endsWith("/");
  }
  return prefix.startsWith(`${uri}/`) && /^content:\/\/[^/]+$/.test(uri);
}

/** The point with the longest fitting URI prefix; one without `match` takes the rest, the method's own one first. */
function byUri(points: Point[], uri: string, name: string): Point | null {
  const rest = points.filter((p) => p.match.length === 0);
  let best = rest.find((p) => p.method === name && name !== "query") ?? rest.find((p) => p.method === "query") ?? null;
  let length = 0;
  for (const point of points) {
    for (const prefix of point.match) {
      if (prefix.length > length && uri !== "" && below(uri, prefix)) {
        best = point;
        length = prefix.length;
      }
    }
  }
  return best;
}

export const provider: Kind = {
  label: (call) => OPERATIONS[call.original.name] ?? "query",
  choose: (points, env, args, self, site) => byUri(points, target(env, site.args, site.name, args, self), site.name),
  before(call) {
    recordArgs(call);
    const { env, args, self, original } = call;
    if (!original.args.includes(URI)) {
      call.recorded.push({ t: URI, x: target(env, original.args, original.name, args, self) });
    }
  },
  after: result,
};

function result(call: Call, value: any): WireValue | null {
  const { env, original, args, self, point } = call;
  if (original.ret === "void" || values.isPrimitive(original.ret) || value.isNull()) {
    return original.ret === "void" ? null : encode(env, original.ret, value);
  }
  if (original.ret === CLIENT && ACQUIRE.test(original.name)) {
    clients.set(env, value, target(env, original.args, original.name, args, self));
  }
  if (original.ret !== "android.database.Cursor") {
    return encode(env, original.ret, value);
  }
  cursors.set(env, value, { point, uri: target(env, original.args, original.name, args, self), columns: new Map() });
  return { t: original.ret, f: { id: { t: "int", x: String(identityOf(env, value)) } } };
}

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
    call.recorded = [
      { t: "column", x: name },
      { t: URI, x: source.uri },
    ];
  },
  after: (call, value) => encode(call.env, call.original.ret, value),
};

function nameOf(env: jni.Ref, cursor: jni.Ref, index: number): string {
  const cls = jni.getClass(env, cursor); // to ask the interface itself for its method would initialise it
  const columnName =
    isPlatforms(env, cls) || CURSORS.test(className(env, cls))
      ? jni.member(env, cls, "java.lang.String", "getColumnName", false, "I")
      : null;
  const ref = columnName === null ? null : jni.read(env, cursor, columnName, index);
  return ref === null || ref.isNull() ? String(index) : jni.text(env, ref, 1024).text;
}
