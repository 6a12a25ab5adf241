// Crypto in native code: OpenSSL's and BoringSSL's EVP functions and the older ones for one algorithm each. Observations
// have the shape of Java's (crypto.ts): the output is the result, the last argument is the object's `state`.

import { asNumber, bytesAt, readResult } from "../../native/cvalues.js";
import type { NativeCall, NativeKind } from "../../native/functions.js";
import type { WireValue } from "../../wire/wire.js";
import { type CryptoState, stateValue } from "../state.js";

const LIMIT = 1024 * 1024;
const TEXT = "char*";
/** So much of what a digest was given is kept, to be told again when its object is copied. */
const KEPT = 65536;
const OBJECTS = 1024;
const EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" } as const;

interface State extends CryptoState {
  given: ArrayBuffer[];
  size: number;
}

const states = new Map<number, State>();
const asked = new Map<string, NativeFunction<any, any> | null>();

function stateOf(object: number): State {
  let state = states.get(object);
  if (state === undefined) {
    if (states.size >= OBJECTS) {
      states.delete(states.keys().next().value!);
    }
    states.set(object, (state = { algorithm: "", mode: "", key: null, iv: null, given: [], size: 0 }));
  }
  return state;
}

/** Calls the first of these functions that the library has; null when it has none. They only read. */
function ask(library: string, names: string[], ret: "int" | "pointer", value: NativePointer | number): any {
  const key = `${library}|${names[0]}`;
  let fn = asked.get(key);
  if (fn === undefined) {
    const module = Process.findModuleByName(library);
    const at = names.map((name) => module?.findExportByName(name) ?? null).find((a) => a !== null) ?? null;
    fn = at === null ? null : new NativeFunction(at, ret, [typeof value === "number" ? "int" : "pointer"], EXCLUSIVE);
    asked.set(key, fn);
  }
  return fn === null ? null : fn(value);
}

function nameOf(library: string, object: NativePointer | null, type: "CIPHER" | "MD"): string {
  if (object === null || object.isNull()) {
    return "";
  }
  const names = type === "MD" ? ["EVP_MD_get_type", "EVP_MD_type"] : ["EVP_CIPHER_get_nid", "EVP_CIPHER_nid"];
  const nid = ask(library, names, "int", object) as number | null;
  const short =
    nid === null || nid <= 0 ? null : (ask(library, ["OBJ_nid2sn"], "pointer", nid) as NativePointer | null);
  const name =
    short !== null && !short.isNull()
      ? short
      : (ask(library, [`EVP_${type}_get0_name`, `EVP_${type}_name`], "pointer", object) as NativePointer | null);
  return name === null || name.isNull() ? "" : (name.readCString() ?? "");
}

function cipherOf(library: string, ctx: NativePointer): NativePointer | null {
  return ask(library, ["EVP_CIPHER_CTX_get0_cipher", "EVP_CIPHER_CTX_cipher"], "pointer", ctx) as NativePointer | null;
}

function digestOf(library: string, ctx: NativePointer): NativePointer | null {
  return ask(library, ["EVP_MD_CTX_get0_md", "EVP_MD_CTX_md"], "pointer", ctx) as NativePointer | null;
}

function named(call: NativeCall, name: string): NativePointer | null {
  const at = call.fn.sig.args.findIndex((a) => a.name === name);
  return at < 0 ? null : call.raw[at];
}

function bytesOf(from: NativePointer | null, n: number): ArrayBuffer | null {
  return from === null || from.isNull() || n <= 0 || n > KEPT ? null : from.readByteArray(n);
}

function algorithmOf(call: NativeCall): string {
  const { library, sig } = call.fn;
  const alone = /^(MD5|SHA1|SHA224|SHA256|SHA384|SHA512)(_|$)/.exec(sig.symbol);
  if (alone !== null) {
    return alone[1];
  }
  const ctx = named(call, "ctx");
  if (sig.symbol.startsWith("HMAC")) {
    const type =
      named(call, "type") ??
      (ctx === null ? null : (ask(library, ["HMAC_CTX_get_md"], "pointer", ctx) as NativePointer | null));
    const name = nameOf(library, type, "MD");
    return name === "" ? "" : `Hmac${name}`;
  }
  const type = named(call, "type");
  if (sig.symbol.startsWith("EVP_Digest") || sig.symbol.startsWith("EVP_MD")) {
    return nameOf(library, ctx === null ? type : (digestOf(library, ctx) ?? type), "MD");
  }
  return nameOf(library, ctx === null ? type : cipherOf(library, ctx), "CIPHER");
}

function initialised(call: NativeCall, state: State): void {
  const { library, sig } = call.fn;
  state.given = [];
  state.size = 0;
  const encrypts = named(call, "encrypts");
  if (sig.symbol.includes("Encrypt") || sig.symbol.includes("Decrypt")) {
    state.mode = sig.symbol.includes("Encrypt") ? "encrypt" : "decrypt";
  } else if (encrypts !== null && encrypts.toInt32() >= 0) {
    state.mode = encrypts.toInt32() !== 0 ? "encrypt" : "decrypt";
  }
  const ctx = named(call, "ctx");
  const cipher = ctx === null || state.mode === "" ? null : cipherOf(library, ctx);
  const length = (names: string[]): number =>
    cipher === null || cipher.isNull() ? 0 : Number(ask(library, names, "int", cipher) ?? 0);
  const keySize = named(call, "key_size");
  const keyLength =
    keySize !== null ? asNumber(keySize) : length(["EVP_CIPHER_get_key_length", "EVP_CIPHER_key_length"]);
  state.key = bytesOf(named(call, "key"), keyLength) ?? state.key;
  state.iv = bytesOf(named(call, "iv"), length(["EVP_CIPHER_get_iv_length", "EVP_CIPHER_iv_length"])) ?? state.iv;
}

function keep(state: State, data: ArrayBuffer): void {
  state.size += data.byteLength;
  if (state.size <= KEPT) {
    state.given.push(data);
  } else {
    state.given = [];
  }
}

function joined(state: State): WireValue {
  const whole = new Uint8Array(Math.min(state.size, KEPT));
  let at = 0;
  for (const part of state.given) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return state.size <= KEPT
    ? { t: "byte[]", b: whole.buffer }
    : { t: "byte[]", b: new ArrayBuffer(0), n: state.size, c: 1 };
}

/** The copy has been given what the copied one had. */
function copied(call: NativeCall): WireValue | null {
  const from = Number(BigInt(named(call, "from")!.toString()) & 0xffffffffffffn);
  const source = states.get(from);
  const state = stateOf(call.object);
  if (source !== undefined) {
    Object.assign(state, { ...source, given: [...source.given] });
  }
  call.args = source === undefined ? [] : [joined(source)];
  call.args.push(stateValue(state, TEXT));
  return null;
}

/** The length of a digest that the caller did not ask for. */
function outputSize(call: NativeCall): number {
  const { library, sig } = call.fn;
  const ctx = named(call, "ctx");
  const type =
    named(call, "type") ??
    (ctx === null
      ? null
      : sig.symbol.startsWith("HMAC")
        ? ask(library, ["HMAC_CTX_get_md"], "pointer", ctx)
        : digestOf(library, ctx));
  return type === null || type.isNull()
    ? 0
    : Number(ask(library, ["EVP_MD_get_size", "EVP_MD_size"], "int", type) ?? 0);
}

interface Under {
  algorithm: string;
  size: number;
}
const under = new WeakMap<NativeCall, Under>();

export const evp: NativeKind = {
  limit: LIMIT,
  before(call) {
    // The object may be cleared by the call.
    const needs = call.fn.sig.args.some((a) => a.out && a.size === "digest");
    under.set(call, { algorithm: algorithmOf(call), size: needs ? outputSize(call) : 0 });
  },
  after(call, ret) {
    const { sig } = call.fn;
    const known = under.get(call)!;
    if (/_copy(_ex)?$/.test(sig.symbol)) {
      return copied(call);
    }
    const isInit = /Init/.test(sig.symbol);
    const state =
      call.object === 0 ? { algorithm: "", mode: "", key: null, iv: null, given: [], size: 0 } : stateOf(call.object);
    if (isInit || call.object === 0) {
      initialised(call, state);
    }
    state.algorithm = (isInit ? algorithmOf(call) : "") || known.algorithm || state.algorithm;
    let result: WireValue | null = null;
    sig.args.forEach((arg, i) => {
      const value = call.args[i];
      if (arg.type !== "bytes") {
        return;
      }
      if (arg.out) {
        result = arg.size === "digest" ? bytesAt(call.raw[i], known.size, LIMIT) : value;
        call.args[i] = { t: "output" };
      } else if (arg.name === "data" && value.b instanceof ArrayBuffer) {
        keep(state, value.b);
      }
    });
    if (/Final/.test(sig.symbol)) {
      state.given = [];
      state.size = 0;
    }
    call.args = call.args.filter((_v, i) => sig.args[i].name !== "key" && sig.args[i].name !== "iv");
    call.args.push(stateValue(state, TEXT));
    return result ?? readResult(sig.ret, ret);
  },
};
