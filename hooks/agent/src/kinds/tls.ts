// TLS in Java, before encryption and after decryption: the streams of a socket, an engine's wrap and unwrap, and
// Conscrypt's natives. The last argument is the connection.

import { bufferBytes } from "../java/values/buffers.js";
import { classRef } from "../java/classes.js";
import type { Call, Kind, Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { encode, plain } from "./plain.js";
import * as values from "../java/values/values.js";
import type { WireValue } from "../wire/wire.js";

const LIMIT = 65536;
const BYTES = "[B";
const BUFFERS = "[Ljava.nio.ByteBuffer;";
const BUFFER = "java.nio.ByteBuffer";
const MOST_BUFFERS = 64;

const members = new Map<string, jni.Member | null>();

function member(env: jni.Ref, cls: string, type: string, name: string, isField: boolean): jni.Member | null {
  const key = `${cls}.${name}`;
  let m = members.get(key);
  if (m === undefined) {
    const c = classRef(env, cls);
    m = c === null ? null : jni.member(env, c, type, name, isField);
    members.set(key, m);
  }
  return m;
}

function get(env: jni.Ref, ref: jni.Ref, cls: string, type: string, name: string, isField = false): any {
  const m = member(env, cls, type, name, isField);
  return m === null || ref.isNull() ? null : jni.read(env, ref, m);
}

/** The class whose object a stream's class has in a field, or null. */
function outerOf(cls: string): string | null {
  const outer = cls.replace(/\$[^$]*$/, "");
  return outer === cls ? null : outer;
}

/** That field is not public: see collections.prepare. Gives what the kind of these points is. */
export function tlsOf(points: Point[]): Kind {
  const env = Java.vm.getEnv().handle;
  for (const cls of points.filter((p) => p.kind === "tls").flatMap((p) => p.classes)) {
    const outer = outerOf(cls);
    if (outer !== null && classRef(env, cls) !== null) {
      member(env, cls, outer, "this$0", true);
    }
  }
  return tls;
}

function end(env: jni.Ref, address: jni.Ref | null, port: number | null): WireValue | null {
  if (address === null || address.isNull() || port === null) {
    return null;
  }
  const text = get(env, address, "java.net.InetAddress", "java.lang.String", "getHostAddress");
  if (text === null || text.isNull()) {
    return null;
  }
  const host = jni.text(env, text, 256).text;
  return {
    t: "sockaddr",
    x: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`,
    f: { address: { t: "address", x: host }, port: { t: "int", x: String(port) } },
  };
}

/** The two ends of a socket. */
function socketFields(env: jni.Ref, socket: jni.Ref): Record<string, WireValue> {
  const f: Record<string, WireValue> = {};
  const S = "java.net.Socket";
  const local = end(
    env,
    get(env, socket, S, "java.net.InetAddress", "getLocalAddress"),
    get(env, socket, S, "int", "getLocalPort"),
  );
  const remote = end(
    env,
    get(env, socket, S, "java.net.InetAddress", "getInetAddress"),
    get(env, socket, S, "int", "getPort"),
  );
  if (local !== null) {
    f.local = local;
  }
  if (remote !== null) {
    f.remote = remote;
  }
  return f;
}

function engineFields(env: jni.Ref, engine: jni.Ref): Record<string, WireValue> {
  const f: Record<string, WireValue> = {};
  const host = get(env, engine, "javax.net.ssl.SSLEngine", "java.lang.String", "getPeerHost");
  const port = get(env, engine, "javax.net.ssl.SSLEngine", "int", "getPeerPort");
  if (host !== null && !host.isNull()) {
    f.host = { t: "java.lang.String", x: jni.text(env, host, 256).text };
  }
  if (port !== null && port > 0) {
    f.port = { t: "int", x: String(port) };
  }
  return f;
}

function connection(call: Call): WireValue {
  const { env, self } = call;
  const cls = call.point.classes[0];
  jni.pushFrame(env, 16);
  try {
    if (cls.includes("Engine")) {
      return { t: "connection", f: engineFields(env, self) };
    }
    const outer = outerOf(cls);
    const socket = outer === null ? null : get(env, self, cls, outer, "this$0", true);
    return { t: "connection", f: socket === null ? {} : socketFields(env, socket) };
  } finally {
    jni.popFrame(env, NULL);
  }
}

/** The bytes of one buffer or of several, as they lie one after the other. */
function buffersBytes(
  env: jni.Ref,
  type: string,
  ref: jni.Ref,
  from: number,
  count: number,
  least: (i: number, b: jni.Ref) => number,
): WireValue {
  if (ref.isNull()) {
    return { t: "null" };
  }
  if (type === BUFFER) {
    return bufferBytes(env, ref, LIMIT, least(0, ref));
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  let whole = 0;
  const n = Math.min(count < 0 ? jni.arrayLength(env, ref) : count, MOST_BUFFERS);
  for (let i = 0; i < n && size < LIMIT; i++) {
    jni.pushFrame(env, 4);
    const buffer = jni.arrayElement(env, ref, from + i);
    const value = buffer.isNull() ? { t: "null" } : bufferBytes(env, buffer, LIMIT - size, least(i, buffer));
    jni.popFrame(env, NULL);
    if ((value as WireValue).b instanceof ArrayBuffer) {
      parts.push(new Uint8Array((value as WireValue).b as ArrayBuffer));
      size += parts[parts.length - 1].length;
      whole += (value as WireValue).n ?? parts[parts.length - 1].length;
    }
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return whole > size ? { t: "byte[]", b: all.buffer, n: whole, c: 1 } : { t: "byte[]", b: all.buffer };
}

function position(env: jni.Ref, buffer: jni.Ref): number {
  return Number(get(env, buffer, "java.nio.Buffer", "int", "position") ?? 0);
}

/** An engine's result says how much of the plain text it took or gave. */
function moved(env: jni.Ref, result: jni.Ref, name: "bytesConsumed" | "bytesProduced"): number {
  return result.isNull() ? 0 : Number(get(env, result, "javax.net.ssl.SSLEngineResult", "int", name) ?? 0);
}

interface Plain {
  index: number;
  from: number;
  count: number;
  starts: number[];
  value: WireValue | null;
}
const before = new WeakMap<Call, Plain>();

function startsOf(call: Call, type: string, index: number, from: number, count: number): number[] {
  const { env } = call;
  const ref = call.args[index];
  if (ref.isNull()) {
    return [];
  }
  if (type === BUFFER) {
    return [position(env, ref)];
  }
  const n = Math.min(count < 0 ? jni.arrayLength(env, ref) : count, MOST_BUFFERS);
  return Array.from({ length: n }, (_, i) => {
    jni.pushFrame(env, 4);
    const buffer = jni.arrayElement(env, ref, from + i);
    const start = buffer.isNull() ? 0 : position(env, buffer);
    jni.popFrame(env, NULL);
    return start;
  });
}

const READS = /^(read|SSL_read|unwrap)$/;

/** Which argument is the plain text: the first of a wrap, the last of an unwrap, the byte[] of a stream. */
function plainAt(call: Call): number {
  const { args } = call.original;
  const at = args
    .map((type, i) => (type === BUFFER || type === BUFFERS || type === BYTES ? i : -1))
    .filter((i) => i >= 0);
  return at.length === 0 ? -1 : call.point.method === "unwrap" ? at[at.length - 1] : at[0];
}

function slice(call: Call, index: number): { from: number; count: number } {
  const { args } = call.original;
  const has = args[index + 1] === "int" && args[index + 2] === "int";
  return { from: has ? call.args[index + 1] : 0, count: has ? call.args[index + 2] : -1 };
}

/** Arguments as passed; the plain text of a read is the result. An engine's bytes that are no plain text are not recorded. */
const tls: Kind = {
  choose: plain.choose,
  before(call) {
    const { env } = call;
    const { args } = call.original;
    const index = plainAt(call);
    const reads = READS.test(call.point.method);
    const { from, count } = index < 0 ? { from: 0, count: -1 } : slice(call, index);
    const kept: Plain = { index, from, count, starts: [], value: null };
    call.recorded = args.map((type, i) => {
      if (i === index) {
        if (reads) {
          kept.starts = type === BYTES ? [] : startsOf(call, type, i, from, count);
          return { t: "output" };
        }
        kept.value =
          type === BYTES
            ? values.bytes(env, call.args[i], from, count, LIMIT)
            : buffersBytes(env, type, call.args[i], from, count, () => -1);
        return kept.value;
      }
      return type === BUFFER || type === BUFFERS ? { t: type } : encode(env, type, call.args[i]);
    });
    before.set(call, kept);
  },
  after(call, value) {
    const { env } = call;
    const { args, ret } = call.original;
    const kept = before.get(call)!;
    const isEngine = ret === "javax.net.ssl.SSLEngineResult";
    call.recorded.push(connection(call));
    if (kept.index < 0 || !READS.test(call.point.method)) {
      if (isEngine && kept.value?.b instanceof ArrayBuffer) {
        // Of what was offered the engine may have taken only a part.
        const taken = moved(env, value, "bytesConsumed");
        kept.value.b = kept.value.b.slice(0, taken);
        call.emitted = taken === 0; // a step of the handshake
      }
      return ret === "void" ? null : encode(env, ret, value);
    }
    if (args[kept.index] === BYTES) {
      return values.bytes(env, call.args[kept.index], kept.from, Math.max(0, value), LIMIT);
    }
    if (moved(env, value, "bytesProduced") === 0) {
      call.emitted = true;
      return null;
    }
    return buffersBytes(
      env,
      args[kept.index],
      call.args[kept.index],
      kept.from,
      kept.count,
      (i, buffer) => position(env, buffer) - (kept.starts[i] ?? 0),
    );
  },
};
