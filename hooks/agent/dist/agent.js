// agent built from 2f56ba913147ac901fec773c782a26fe94f87446ac309e1b0a062ddae8a1cb88
"use strict";
(() => {
  // src/attach.ts
  var jvm = Process.findModuleByName("libjvm.so");
  if (jvm !== null) {
    const created = new NativeFunction(jvm.getExportByName("JNI_GetCreatedJavaVMs"), "int", ["pointer", "int", "pointer"]);
    const vms = Memory.alloc(16);
    if (created(vms, 1, vms.add(8)) === 0 && vms.add(8).readS32() > 0) {
      const vm = vms.readPointer();
      const attach = new NativeFunction(vm.readPointer().add(7 * Process.pointerSize).readPointer(), "int", ["pointer", "pointer", "pointer"]);
      attach(vm, vms, NULL);
    }
  }
})();
/*@bridge*/
"use strict";
(() => {
  // src/jni.ts
  var functions = /* @__PURE__ */ new Map();
  function jni(env, index, ret, args, scheduling = "exclusive") {
    const key = `${index}|${scheduling}|${ret}|${args.join()}`;
    let found = functions.get(key);
    if (found === void 0) {
      const address = env.readPointer().add(index * Process.pointerSize).readPointer();
      found = new NativeFunction(address, ret, args, { exceptions: "propagate", scheduling });
      functions.set(key, found);
    }
    return found;
  }
  function plain(index, ret, args) {
    let bound = null;
    const types = ["pointer", ...args];
    return (env, ...rest) => (bound ??= jni(env, index, ret, types))(env, ...rest);
  }
  var reflected = plain(9, "pointer", ["pointer", "pointer", "uint8"]);
  var throwRef = plain(13, "int", ["pointer"]);
  var exceptionOccurred = plain(15, "pointer", []);
  var exceptionClear = plain(17, "void", []);
  var pushFrame = plain(19, "int", ["int"]);
  var popFrame = plain(20, "pointer", ["pointer"]);
  var newGlobal = plain(21, "pointer", ["pointer"]);
  var isSame = plain(24, "uint8", ["pointer", "pointer"]);
  var getClass = plain(31, "pointer", ["pointer"]);
  var isInstance = plain(32, "uint8", ["pointer", "pointer"]);
  var arrayLength = plain(171, "int", ["pointer"]);
  var arrayElement = plain(173, "pointer", ["pointer", "int"]);
  var newByteArray = plain(176, "pointer", ["int"]);
  var newWeak = plain(226, "pointer", ["pointer"]);
  var deleteWeak = plain(227, "void", ["pointer"]);
  var exceptionCheck = plain(228, "uint8", []);
  var stringLength = plain(164, "int", ["pointer"]);
  var stringRegion = plain(220, "void", ["pointer", "int", "int", "pointer"]);
  var newStringUtf = plain(167, "pointer", ["pointer"]);
  var methodIdOf = plain(33, "pointer", ["pointer", "pointer", "pointer"]);
  var staticMethodIdOf = plain(113, "pointer", ["pointer", "pointer", "pointer"]);
  var fieldIdOf = plain(94, "pointer", ["pointer", "pointer", "pointer"]);
  var LETTER = {
    L: { ffi: "pointer", call: 0 },
    Z: { ffi: "uint8", call: 1 },
    B: { ffi: "int8", call: 2 },
    C: { ffi: "uint16", call: 3 },
    S: { ffi: "int16", call: 4 },
    I: { ffi: "int32", call: 5 },
    J: { ffi: "int64", call: 6 },
    F: { ffi: "float", call: 7 },
    D: { ffi: "double", call: 8 },
    V: { ffi: "void", call: 9 }
  };
  var BY_FFI = Object.fromEntries(Object.values(LETTER).map((l) => [l.ffi, l.call]));
  function passThrough(env) {
    pushFrame(env, 1);
    popFrame(env, NULL);
  }
  function cleared(env) {
    if (exceptionCheck(env) === 0) {
      return false;
    }
    exceptionClear(env);
    return true;
  }
  function originalCall(env, isStatic, ret, args) {
    const index = (isStatic ? 114 : 64) + 3 * BY_FFI[ret];
    const head = isStatic ? ["pointer", "pointer", "pointer"] : ["pointer", "pointer", "pointer", "pointer"];
    return jni(env, index, ret, args.length > 0 ? [...head, "...", ...args] : head, "cooperative");
  }
  function memberId(env, lookup, cls, name, sig) {
    const id = lookup(env, cls, Memory.allocUtf8String(name), Memory.allocUtf8String(sig));
    return cleared(env) || id.isNull() ? null : id;
  }
  function descriptor(type) {
    const primitive2 = "boolean:Z byte:B char:C short:S int:I long:J float:F double:D void:V".split(" ").find((p) => p.startsWith(type + ":"));
    if (primitive2 !== void 0) {
      return primitive2.slice(-1);
    }
    return type.endsWith("[]") ? "[" + descriptor(type.slice(0, -2)) : `L${type.replace(/\./g, "/")};`;
  }
  function member(env, cls, type, name, isField, args = "") {
    const sig = descriptor(type);
    const id = isField ? memberId(env, fieldIdOf, cls, name, sig) : memberId(env, methodIdOf, cls, name, `(${args})${sig}`);
    return id === null ? null : { id, isField, letter: sig.startsWith("[") ? "L" : sig[0] };
  }
  function staticMethod(env, cls, name, sig) {
    const id = memberId(env, staticMethodIdOf, cls, name, sig);
    if (id === null) {
      throw new Error(`no static method ${name}${sig}`);
    }
    return id;
  }
  function read(env, ref, m, ...args) {
    const { ffi, call } = LETTER[m.letter];
    if (m.isField) {
      return jni(env, 95 + call, ffi, ["pointer", "pointer", "pointer"])(env, ref, m.id);
    }
    const types = args.map((a) => typeof a === "number" ? "int32" : "pointer");
    const f = jni(env, 34 + 3 * call, ffi, ["pointer", "pointer", "pointer", ...types.length ? ["...", ...types] : []], "cooperative");
    const value = f(env, ref, m.id, ...args);
    return cleared(env) ? null : value;
  }
  function callStatic(env, cls, id, letter, types, ...args) {
    const { ffi, call } = LETTER[letter];
    const f = jni(env, 114 + 3 * call, ffi, ["pointer", "pointer", "pointer", ...types.length ? ["...", ...types] : []], "cooperative");
    return f(env, cls, id, ...args);
  }
  var scratch = Memory.alloc(16384);
  function text(env, s, limit) {
    const length = stringLength(env, s);
    const n = Math.min(length, limit);
    if (n === 0) {
      return { text: "", length };
    }
    const to = n * 2 <= 16384 ? scratch : Memory.alloc(n * 2);
    stringRegion(env, s, 0, n, to);
    return { text: utf16(to, n), length };
  }
  function utf16(from, n) {
    const units = new Uint16Array(from.readByteArray(n * 2));
    let out = "";
    for (let i = 0; i < n; i += 4096) {
      out += String.fromCharCode.apply(null, units.subarray(i, Math.min(n, i + 4096)));
    }
    return /[\ud800-\udfff]/.test(out) ? out.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\uFFFD") : out;
  }
  function newString(env, value) {
    return newStringUtf(env, Memory.allocUtf8String(value));
  }
  var REGION = {
    Z: { index: 199, size: 1 },
    B: { index: 200, size: 1 },
    C: { index: 201, size: 2 },
    S: { index: 202, size: 2 },
    I: { index: 203, size: 4 },
    J: { index: 204, size: 8 },
    F: { index: 205, size: 4 },
    D: { index: 206, size: 8 }
  };
  function region(env, array2, letter, start2, n) {
    const { index, size: size2 } = REGION[letter];
    const to = n * size2 <= 16384 ? scratch : Memory.alloc(n * size2);
    jni(env, index, "void", ["pointer", "pointer", "int", "int", "pointer"])(env, array2, start2, n, to);
    return to;
  }

  // src/classes.ts
  var helpers = null;
  var pinned = /* @__PURE__ */ new Map();
  var globals = /* @__PURE__ */ new Map();
  function need(m, what) {
    if (m === null) {
      throw new Error(`the runtime has no ${what}`);
    }
    return m;
  }
  function prepare(env) {
    const h = env.handle;
    const global2 = (name) => newGlobal(h, env.findClass(name));
    const classClass = global2("java/lang/Class");
    const systemClass = global2("java/lang/System");
    const loaderClass = global2("java/lang/ClassLoader");
    const getLoader = staticMethod(h, loaderClass, "getSystemClassLoader", "()Ljava/lang/ClassLoader;");
    helpers = {
      classClass,
      systemClass,
      forName: staticMethod(h, classClass, "forName", "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;"),
      loader: newGlobal(h, callStatic(h, loaderClass, getLoader, "L", [])),
      identity: staticMethod(h, systemClass, "identityHashCode", "(Ljava/lang/Object;)I"),
      getName: need(member(h, classClass, "java.lang.String", "getName", false), "Class.getName"),
      declared: need(member(h, classClass, "java.lang.reflect.Method[]", "getDeclaredMethods", false), "getDeclaredMethods")
    };
    if (Java.api.flavor === "jvm") {
      Object.getPrototypeOf(env).findClass = function(name) {
        const kept2 = pinned.get(name.replace(/\//g, "."));
        return kept2 !== void 0 ? this.newLocalRef(kept2) : findQuietly(this.handle, name.replace(/\//g, "."));
      };
    }
  }
  function tools() {
    if (helpers === null) {
      throw new Error("classes.prepare() has not run");
    }
    return helpers;
  }
  function findQuietly(env, name) {
    const t = tools();
    const found = callStatic(env, t.classClass, t.forName, "L", ["pointer", "uint8", "pointer"], newString(env, name), 0, t.loader);
    if (cleared(env) || found.isNull()) {
      throw new Error(`no such class: ${name}`);
    }
    link(env, found);
    return found;
  }
  function link(env, cls) {
    read(env, cls, tools().declared);
  }
  function pin(env, cls, name) {
    const key = name.replace(/\//g, ".");
    if (!pinned.has(key)) {
      link(env, cls);
      pinned.set(key, newGlobal(env, cls));
    }
  }
  function classRef(env, name) {
    let found = globals.get(name);
    if (found === void 0 || found === null) {
      try {
        found = newGlobal(env, Java.use(name).$copyClassHandle(Java.vm.getEnv()));
      } catch {
        found = null;
      }
      globals.set(name, found);
    }
    return found;
  }
  function className(env, cls) {
    const name = read(env, cls, tools().getName);
    return name === null ? "?" : text(env, name, 1024).text;
  }
  function identityOf(env, ref) {
    const t = tools();
    return ref.isNull() ? 0 : callStatic(env, t.systemClass, t.identity, "I", ["pointer"], ref);
  }

  // src/moment.ts
  var MAX_FRAMES = 64;
  var TABLE = 1 << 16;
  var SOURCE = `
#include <stdint.h>
struct frame { void *method; int64_t location; };
struct moment { double mono; int64_t stack; int64_t fresh; int64_t frames; struct frame frame[${MAX_FRAMES}]; };
struct time { int64_t s; int64_t ns; };
extern int clock_gettime (int, struct time *);
extern void *jvmti[];
extern uint64_t keys[];
extern int32_t numbers[];
extern int32_t state[]; /* [0] slots used, [1] stacks ever numbered; a CModule's own variables are read-only */

void now (struct moment *m) {
  struct time t;
  clock_gettime (1, &t);
  m->mono = (double) t.s * 1e9 + (double) t.ns;
}

static void forget (void) {
  int i;
  for (i = 0; i != ${TABLE}; i++) numbers[i] = 0;
  state[0] = 0;
}

void here (struct moment *m, int skip) {
  int count = 0, i;
  uint64_t h = 14695981039346656037ULL;
  uint32_t slot;
  int (*walk) (void *, void *, int, int, void *, int *);
  now (m);
  m->fresh = 0;
  m->stack = 0;
  walk = ((void **) jvmti[0])[103];
  if (walk (jvmti, (void *) 0, skip, ${MAX_FRAMES}, m->frame, &count) != 0 || count == 0) return;
  m->frames = count;
  for (i = 0; i != count; i++) {
    h = (h ^ (uint64_t) m->frame[i].method) * 1099511628211ULL;
    h ^= h >> 29;
    h = (h ^ (uint64_t) m->frame[i].location) * 1099511628211ULL;
    h ^= h >> 31;
  }
  slot = (uint32_t) (h ^ (h >> 32)) & ${TABLE - 1};
  while (numbers[slot] != 0) {
    if (keys[slot] == h) { m->stack = numbers[slot]; return; }
    slot = (slot + 1) & ${TABLE - 1};
  }
  if (state[0] == ${TABLE / 2}) forget ();
  state[0]++;
  keys[slot] = h;
  numbers[slot] = ++state[1];
  m->stack = state[1];
  m->fresh = 1;
}
`;
  var CLOCK_ONLY = `
#include <stdint.h>
struct time { int64_t s; int64_t ns; };
extern int clock_gettime (int, struct time *);
void now (double *m) { struct time t; clock_gettime (1, &t); *m = (double) t.s * 1e9 + (double) t.ns; }
`;
  var EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" };
  var moment = Memory.alloc(32 + MAX_FRAMES * 16);
  var clock = Module.getGlobalExportByName("clock_gettime");
  var module;
  var capture;
  var nowNative;
  function now() {
    nowNative(moment);
    return moment.readDouble();
  }
  function here(site) {
    return capture(1, site);
  }
  function prepare2(env, publish) {
    const jvmti = Java.api.jvmti?.handle;
    if (jvmti === void 0) {
      module = new CModule(CLOCK_ONLY, { clock_gettime: clock });
      nowNative = new NativeFunction(module.now, "void", ["pointer"], EXCLUSIVE);
      capture = walkArt(publish);
      return;
    }
    const keys = Memory.alloc(TABLE * 8);
    const numbers = Memory.alloc(TABLE * 4);
    const state = Memory.alloc(8);
    tables.push(keys, numbers, state);
    module = new CModule(SOURCE, { clock_gettime: clock, jvmti, keys, numbers, state });
    nowNative = new NativeFunction(module.now, "void", ["pointer"], EXCLUSIVE);
    const native = new NativeFunction(module.here, "void", ["pointer", "int"], EXCLUSIVE);
    const describe2 = frameReader(jvmti, env.handle);
    capture = (skip2) => {
      native(moment, skip2);
      const stack = moment.add(8).readS32();
      const mono = moment.readDouble();
      if (moment.add(16).readS32() !== 0) {
        const frames = [];
        const n = moment.add(24).readS32();
        const raw = new BigUint64Array(moment.add(32).readByteArray(n * 16));
        for (let i = 0; i < n; i++) {
          frames.push(describe2(raw[2 * i], BigInt.asIntN(64, raw[2 * i + 1])));
        }
        publish(stack, withoutOurs(frames));
      }
      return { mono, stack };
    };
  }
  function withoutOurs(frames) {
    const ours = "(Native Method)";
    return frames.filter((frame, i) => {
      const name = frame.endsWith(ours) ? frame.slice(0, -ours.length) : null;
      return name === null || i === 0 || !frames[i - 1].startsWith(`${name}(`);
    });
  }
  var tables = [];
  function walkArt(publish) {
    const known = /* @__PURE__ */ new Map();
    let next = 1;
    return (_skip, site) => {
      const mono = now();
      const { id, frames } = Java.backtrace({ limit: MAX_FRAMES });
      const key = `${id}|${site}`;
      let stack = known.get(key);
      if (stack === void 0) {
        if (known.size >= TABLE / 2) {
          known.clear();
        }
        stack = next++;
        known.set(key, stack);
        const texts = frames.map((f) => `${f.className}.${f.methodName}(${place(f.fileName, f.lineNumber)})`);
        publish(stack, texts.length > 0 && texts[0].startsWith(`${site}(`) ? texts.slice(1) : texts);
      }
      return { mono, stack };
    };
  }
  function place(file, line) {
    if (line === -2) {
      return "Native Method";
    }
    return file === null || file === "" ? "Unknown Source" : line > 0 ? `${file}:${line}` : file;
  }
  function frameReader(jvmti, env) {
    const call = (index, ...args) => new NativeFunction(jvmti.readPointer().add(index * 8).readPointer(), "int", ["pointer", ...args], EXCLUSIVE);
    const wanted = Memory.alloc(16);
    wanted.writeU32(1 << 11 | 1 << 12);
    call(141, "pointer")(jvmti, wanted);
    const getName = call(63, "pointer", "pointer", "pointer", "pointer");
    const getHolder = call(64, "pointer", "pointer");
    const getSignature = call(47, "pointer", "pointer", "pointer");
    const getSource = call(49, "pointer", "pointer");
    const getLines = call(69, "pointer", "pointer", "pointer");
    const deallocate = call(46, "pointer");
    const out = Memory.alloc(16);
    const cache = /* @__PURE__ */ new Map();
    const taken = (readIt) => {
      const p = out.readPointer();
      const value = readIt(p);
      deallocate(jvmti, p);
      return value;
    };
    const lineOf = (method, location) => {
      if (getLines(jvmti, method, out.add(8), out) !== 0) {
        return 0;
      }
      const n = out.add(8).readS32();
      return taken((p) => {
        let line = 0;
        for (let i = 0; i < n; i++) {
          if (BigInt(p.add(i * 16).readS64().toString()) <= location) {
            line = p.add(i * 16 + 8).readS32();
          }
        }
        return line;
      });
    };
    const describe2 = (method, location) => {
      if (getName(jvmti, method, out, NULL, NULL) !== 0) {
        return "?";
      }
      const name = taken((p) => p.readUtf8String() ?? "?");
      if (getHolder(jvmti, method, out) !== 0) {
        return `?.${name}(Unknown Source)`;
      }
      const holder = out.readPointer();
      const signature = getSignature(jvmti, holder, out, NULL) === 0 ? taken((p) => p.readUtf8String() ?? "L?;") : "L?;";
      const file = getSource(jvmti, holder, out) === 0 ? taken((p) => p.readUtf8String()) : null;
      const line = location === -1n ? -2 : lineOf(method, location);
      return `${signature.slice(1, -1).replace(/\//g, ".")}.${name}(${place(file, line)})`;
    };
    return (method, location) => {
      const key = `${method}|${location}`;
      let found = cache.get(key);
      if (found === void 0) {
        if (cache.size > 1e5) {
          cache.clear();
        }
        pushFrame(env, 8);
        try {
          found = describe2(ptr(method.toString()), location);
        } finally {
          popFrame(env, NULL);
        }
        cache.set(key, found);
      }
      return found;
    };
  }

  // src/threads.ts
  var FRESH_NS = 1e9;
  var names = /* @__PURE__ */ new Map();
  var currentThread = null;
  var threadClass = null;
  var nameField = null;
  var messageField = null;
  function prepare3(env) {
    threadClass = classRef(env, "java.lang.Thread");
    currentThread = staticMethod(env, threadClass, "currentThread", "()Ljava/lang/Thread;");
    nameField = member(env, threadClass, "java.lang.String", "name", true);
    messageField = member(env, classRef(env, "java.lang.Throwable"), "java.lang.String", "detailMessage", true);
  }
  function threadName(env, tid) {
    const at = now();
    const known = names.get(tid);
    if (known !== void 0 && known.until > at) {
      return known.name;
    }
    let name = "";
    if (threadClass !== null && currentThread !== null && nameField !== null) {
      pushFrame(env, 4);
      const thread = callStatic(env, threadClass, currentThread, "L", []);
      const ref = read(env, thread, nameField);
      name = ref === null || ref.isNull() ? "" : text(env, ref, 256).text;
      popFrame(env, NULL);
    }
    if (names.size > 1e4) {
      names.clear();
    }
    names.set(tid, { name, until: at + FRESH_NS });
    return name;
  }
  function throwableText(env, thrown) {
    pushFrame(env, 8);
    try {
      const type = className(env, getClass(env, thrown));
      const message = messageField === null ? null : read(env, thrown, messageField);
      return message === null || message.isNull() ? type : `${type}: ${text(env, message, 4096).text}`;
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/wire.ts
  var EVENTS_A_BATCH = 256;
  var BYTES_A_BATCH = 512 * 1024;
  var WINDOW = 16 * 1024 * 1024;
  var HOST_TIMEOUT_MS = 5e3;
  var strlen = new NativeFunction(Module.getGlobalExportByName("strlen"), "size_t", ["pointer"], { scheduling: "exclusive" });
  var events = [];
  var stacks = [];
  var blobs = [];
  var size = 0;
  var seq = 0;
  var batch = 0;
  var lost = 0;
  var hostGone = false;
  var skipped = {};
  var errors = {};
  var unacknowledged = /* @__PURE__ */ new Map();
  var inFlight = 0;
  function settle(value) {
    if (value.b instanceof ArrayBuffer) {
      size += value.b.byteLength;
      value.b = blobs.push(value.b) - 1;
    }
    value.i?.forEach(settle);
    for (const name in value.f) {
      settle(value.f[name]);
    }
  }
  function addStack(id, frames) {
    stacks.push([id, frames]);
  }
  function skip(point) {
    skipped[point] = (skipped[point] ?? 0) + 1;
  }
  function failed(error) {
    const text2 = String(error?.stack ?? error).slice(0, 1e3);
    const known = Object.keys(errors);
    const key = known.length < 50 || text2 in errors ? text2 : "more errors";
    errors[key] = (errors[key] ?? 0) + 1;
  }
  function record(e) {
    if (hostGone || inFlight > WINDOW && !waitFor(() => inFlight <= WINDOW)) {
      hostGone = inFlight > WINDOW;
      seq++;
      lost++;
      return;
    }
    e.args.forEach(settle);
    if (e.result !== null) {
      settle(e.result);
    }
    events.push([seq++, e.mono, e.point, e.kind, e.tid, e.thread, e.stack, e.object, e.args, e.result, e.exception]);
    size += 200;
    if (events.length >= EVENTS_A_BATCH || size >= BYTES_A_BATCH) {
      flush();
    }
  }
  function flush(final = false) {
    if (!final && events.length + stacks.length + lost === 0 && Object.keys(errors).length + Object.keys(skipped).length === 0) {
      return;
    }
    const head = {
      n: batch,
      next: seq,
      offset: Math.round(Date.now() * 1e3 - now() / 1e3),
      events,
      stacks,
      lost,
      skipped,
      errors,
      final,
      blobs: blobs.map((b) => b.byteLength)
    };
    const text2 = Memory.allocUtf8String(JSON.stringify(head));
    const length = Number(strlen(text2));
    const total = blobs.reduce((sum, b) => sum + b.byteLength, length);
    let data = text2.readByteArray(length);
    if (blobs.length > 0) {
      const whole = new Uint8Array(total);
      whole.set(new Uint8Array(data));
      let at = length;
      for (const b of blobs) {
        whole.set(new Uint8Array(b), at);
        at += b.byteLength;
      }
      data = whole.buffer;
    }
    unacknowledged.set(batch, total);
    inFlight += total;
    batch++;
    events = [];
    stacks = [];
    blobs = [];
    size = 0;
    lost = 0;
    skipped = {};
    errors = {};
    send({ t: "batch", size: length }, data);
  }
  function drain(timeoutMs) {
    flush(true);
    return waitFor(() => inFlight === 0, timeoutMs);
  }
  function waitFor(done, timeoutMs = HOST_TIMEOUT_MS) {
    const end = Date.now() + timeoutMs;
    while (!done()) {
      if (Date.now() >= end) {
        return false;
      }
      Thread.sleep(1e-3);
    }
    return true;
  }
  function start() {
    const listen = () => {
      recv("ack", (message) => {
        inFlight -= unacknowledged.get(message.n) ?? 0;
        unacknowledged.delete(message.n);
        hostGone = false;
        listen();
      });
    };
    listen();
    setInterval(() => flush(), 100);
  }

  // src/engine.ts
  var recording = /* @__PURE__ */ new Set();
  var active = /* @__PURE__ */ new Map();
  var stackTexts = /* @__PURE__ */ new Map();
  function rememberStack(id, frames) {
    stackTexts.set(id, frames[0] ?? "");
    if (stackTexts.size > 65536) {
      stackTexts.clear();
    }
  }
  function makeBody(kind, points, site) {
    const group = points[0].group;
    const prefixes = points[0].skip_callers;
    return (original, env, self, args) => {
      const tid = Process.getCurrentThreadId();
      if (recording.has(tid)) {
        return original.call(env, self, args);
      }
      let stack = active.get(tid);
      if (stack === void 0) {
        active.set(tid, stack = []);
      }
      let call = null;
      if (!delegated(stack, group, original, env, self)) {
        recording.add(tid);
        try {
          call = begin(kind, points, prefixes, site, original, env, self, args, tid);
        } catch (error) {
          cleared(env);
          failed(error);
        } finally {
          recording.delete(tid);
        }
      }
      stack.push({ group, method: original, self });
      let value;
      try {
        value = original.call(env, self, args);
      } finally {
        stack.pop();
        if (stack.length === 0) {
          active.delete(tid);
        }
      }
      if (call !== null && !call.emitted) {
        const thrown = exceptionOccurred(env);
        if (!thrown.isNull()) {
          exceptionClear(env);
        }
        recording.add(tid);
        try {
          finish(kind, call, value, thrown);
        } catch (error) {
          cleared(env);
          failed(error);
        } finally {
          recording.delete(tid);
        }
        if (!thrown.isNull()) {
          throwRef(env, thrown);
        }
      }
      return value;
    };
  }
  function delegated(stack, group, method, env, self) {
    const last = stack[stack.length - 1];
    if (last === void 0 || last.group !== group || last.method === method) {
      return false;
    }
    return last.method.isStatic || method.isStatic || isSame(env, last.self, self) !== 0;
  }
  function begin(kind, points, prefixes, site, original, env, self, args, tid) {
    const point = kind.choose(points, env, args, self);
    if (point === null) {
      return null;
    }
    const caller = here(site);
    if (prefixes.length > 0) {
      const frame = stackTexts.get(caller.stack) ?? "";
      if (prefixes.some((p) => frame.startsWith(p))) {
        skip(point.index);
        return null;
      }
    }
    const call = { env, self, args, original, point, tid, caller, recorded: [], emitted: false };
    kind.before(call);
    return call;
  }
  function finish(kind, call, value, thrown) {
    const failure = thrown.isNull() ? null : throwableText(call.env, thrown);
    const result2 = failure !== null ? null : kind.after(call, value);
    emit(call, kind.label ?? "call", result2, failure);
  }
  function emit(call, kind, result2, exception) {
    record({
      mono: call.caller.mono,
      stack: call.caller.stack,
      point: call.point.index,
      kind,
      tid: call.tid,
      thread: threadName(call.env, call.tid),
      object: call.original.isStatic ? 0 : identityOf(call.env, call.self),
      args: call.recorded,
      result: result2,
      exception
    });
  }
  function unrecorded(work) {
    const tid = Process.getCurrentThreadId();
    if (recording.has(tid)) {
      return work();
    }
    recording.add(tid);
    try {
      return work();
    } finally {
      recording.delete(tid);
    }
  }

  // src/values.ts
  var TEXT_LIMIT = 65536;
  var BYTES_LIMIT = 65536;
  var ITEMS_LIMIT = 2e3;
  var DEPTH_LIMIT = 4;
  var PRIMITIVE = {
    boolean: "Z",
    byte: "B",
    char: "C",
    short: "S",
    int: "I",
    long: "J",
    float: "F",
    double: "D"
  };
  var PLATFORM = /^(java|javax|android|androidx|com\.android|dalvik|libcore|sun|jdk)\./;
  var specs = [];
  var described = /* @__PURE__ */ new Map();
  var toArray = null;
  var entrySet = null;
  var enumName = null;
  var objectText = null;
  function prepare4(env, types) {
    specs = types;
    const of = (cls, type, name) => member(env, classRef(env, cls), type, name, false);
    toArray = of("java.util.Collection", "java.lang.Object[]", "toArray");
    entrySet = of("java.util.Map", "java.util.Set", "entrySet");
    enumName = of("java.lang.Enum", "java.lang.String", "name");
    objectText = of("java.lang.Object", "java.lang.String", "toString");
  }
  function primitive(type, raw) {
    if (type === "boolean") {
      return { t: type, x: raw ? "true" : "false" };
    }
    if (type === "float" || type === "double") {
      return { t: type, x: decimal(raw, type === "float") };
    }
    return { t: type, x: type === "char" ? String.fromCharCode(raw) : String(raw) };
  }
  function decimal(value, single) {
    if (!Number.isFinite(value) || value === 0) {
      return Object.is(value, -0) ? "-0.0" : value === 0 ? "0.0" : String(value);
    }
    let digits = value;
    for (let p = 1; single && p <= 9; p++) {
      digits = Number(value.toPrecision(p));
      if (Math.fround(digits) === value) {
        break;
      }
    }
    const size2 = Math.abs(value);
    if (size2 >= 1e-3 && size2 < 1e7) {
      const text2 = String(digits);
      return text2.includes(".") ? text2 : `${text2}.0`;
    }
    const [mantissa, exponent] = digits.toExponential().split("e");
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  function isPrimitive(type) {
    return type in PRIMITIVE;
  }
  function bytes(env, array2, start2 = 0, count = -1, limit = BYTES_LIMIT) {
    if (array2.isNull()) {
      return { t: "null" };
    }
    const length = arrayLength(env, array2);
    const from = Math.max(0, Math.min(start2, length));
    const whole = Math.max(0, Math.min(count < 0 ? length : count, length - from));
    const n = Math.min(whole, limit);
    const value = { t: "byte[]", b: n === 0 ? new ArrayBuffer(0) : region(env, array2, "B", from, n).readByteArray(n) };
    if (whole > n) {
      value.n = whole;
      value.c = 1;
    }
    return value;
  }
  function object(env, ref, depth = 0) {
    if (ref.isNull()) {
      return { t: "null" };
    }
    pushFrame(env, 16);
    try {
      return inner(env, ref, depth);
    } finally {
      popFrame(env, NULL);
    }
  }
  function is(env, ref, cls) {
    const c = classRef(env, cls);
    return c !== null && isInstance(env, ref, c) !== 0;
  }
  function inner(env, ref, depth) {
    if (is(env, ref, "java.lang.String")) {
      return string(env, ref);
    }
    const type = className(env, getClass(env, ref));
    if (type.startsWith("[")) {
      return array(env, ref, type, depth);
    }
    if (/^java\.lang\.(Boolean|Byte|Character|Short|Integer|Long|Float|Double)$|^java\.math\.Big|^java\.util\.UUID$|^java\.lang\.String(Builder|Buffer)$/.test(type)) {
      return { ...textOf(env, ref, objectText), t: type };
    }
    if (is(env, ref, "java.lang.Enum")) {
      return { ...textOf(env, ref, enumName), t: type };
    }
    const known = describe(env, ref, type);
    if (known !== null) {
      return parts(env, ref, type, known, depth);
    }
    if (PLATFORM.test(type) && depth < DEPTH_LIMIT) {
      if (is(env, ref, "java.util.Collection")) {
        const all = toArray === null ? null : read(env, ref, toArray);
        return all === null ? { t: type } : { ...array(env, all, "[Ljava.lang.Object;", depth), t: type };
      }
      if (is(env, ref, "java.util.Map")) {
        const set = entrySet === null ? null : read(env, ref, entrySet);
        return set === null ? { t: type } : { ...object(env, set, depth), t: type };
      }
    }
    return { t: type };
  }
  function string(env, ref) {
    const { text: text2, length } = text(env, ref, TEXT_LIMIT);
    return length > TEXT_LIMIT ? { t: "java.lang.String", x: text2, n: length, c: 1 } : { t: "java.lang.String", x: text2 };
  }
  function textOf(env, ref, m) {
    const value = m === null ? null : read(env, ref, m);
    return value === null || value.isNull() ? { t: "null" } : string(env, value);
  }
  function array(env, ref, type, depth) {
    if (type === "[B") {
      return bytes(env, ref);
    }
    const length = arrayLength(env, ref);
    if (type === "[C") {
      const n2 = Math.min(length, TEXT_LIMIT);
      return { t: "char[]", x: n2 === 0 ? "" : utf16(region(env, ref, "C", 0, n2), n2), ...length > n2 ? { n: length, c: 1 } : {} };
    }
    const n = depth >= DEPTH_LIMIT ? 0 : Math.min(length, ITEMS_LIMIT);
    const items = [];
    if (type.length === 2) {
      const letter = type[1];
      const of = Object.keys(PRIMITIVE).find((p) => PRIMITIVE[p] === letter);
      const size2 = { Z: 1, S: 2, I: 4, J: 8, F: 4, D: 8 }[letter];
      const from = n === 0 ? NULL : region(env, ref, letter, 0, n);
      for (let i = 0; i < n; i++) {
        const p = from.add(i * size2);
        items.push(primitive(of, { Z: () => p.readU8(), S: () => p.readS16(), I: () => p.readS32(), J: () => p.readS64(), F: () => p.readFloat(), D: () => p.readDouble() }[letter]()));
      }
      return { t: `${of}[]`, i: items, ...length > n ? { n: length, c: 1 } : {} };
    }
    for (let i = 0; i < n; i++) {
      pushFrame(env, 16);
      const element = arrayElement(env, ref, i);
      items.push(element.isNull() ? { t: "null" } : inner(env, element, depth + 1));
      popFrame(env, NULL);
    }
    return { t: type.replace(/^\[L(.*);$/, "$1[]"), i: items, ...length > n ? { n: length, c: 1 } : {} };
  }
  function parts(env, ref, type, known, depth) {
    const value = known.text === null ? { t: type } : { ...textOf(env, ref, known.text), t: type };
    if (known.parts.length > 0 && depth < DEPTH_LIMIT) {
      value.f = {};
      for (const part of known.parts) {
        const raw = read(env, ref, part.member, ...part.args);
        if (raw !== null) {
          value.f[part.name] = part.member.letter === "L" ? object(env, raw, depth + 1) : primitive(part.type, raw);
        }
      }
    }
    return value;
  }
  function describe(env, ref, type) {
    const cached = described.get(type);
    if (cached !== void 0) {
      return cached;
    }
    const matching = specs.filter((spec) => is(env, ref, spec.class));
    let found = null;
    for (const spec of matching) {
      const cls = classRef(env, spec.class);
      found ??= { text: null, parts: [] };
      if (spec.text !== void 0) {
        found.text = member(env, cls, "java.lang.String", spec.text, false);
      }
      for (const [name, declaration] of Object.entries(spec.fields ?? {})) {
        const [, partType, partName, call, index] = /^(\S+) (\w+)(\((\d*)\))?$/.exec(declaration);
        const member2 = member(env, cls, partType, partName, call === void 0, index ? "I" : "");
        if (member2 !== null) {
          found.parts.push({ name, type: partType, member: member2, args: index ? [Number(index)] : [] });
        }
      }
    }
    described.set(type, found);
    return found;
  }

  // src/kinds.ts
  var EXIT_TIMEOUT_MS = 2e3;
  function encode(env, type, raw) {
    return isPrimitive(type) ? primitive(type, raw) : object(env, raw);
  }
  function recordArgs(call) {
    call.recorded = call.original.args.map((type, i) => encode(call.env, type, call.args[i]));
  }
  function result(call, value) {
    return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value);
  }
  var plain2 = {
    choose(points, env, args) {
      let fallback = null;
      for (const point of points) {
        if (point.match.length === 0) {
          fallback ??= point;
          continue;
        }
        const ref = args[point.match_arg];
        if (ref instanceof NativePointer && !ref.isNull()) {
          const shown = object(env, ref);
          if (shown.x !== void 0 && point.match.includes(shown.x)) {
            return point;
          }
        }
      }
      return fallback;
    },
    before: recordArgs,
    after: result
  };
  var exit = {
    choose: (points) => points[0],
    before(call) {
      recordArgs(call);
      emit(call, "exit", null, null);
      call.emitted = true;
      drain(EXIT_TIMEOUT_MS);
    },
    after: () => null
  };

  // src/replace.ts
  var STATIC = 2;
  var kept = [];
  function replace(method, env, body) {
    const ret = method.returnType.type;
    const args = method.argumentTypes.map((t) => t.type);
    const isStatic = method.type === STATIC;
    const holder = newGlobal(env.handle, method.holder.$copyClassHandle(env));
    const native = originalCall(env.handle, isStatic, ret, args);
    let target = null;
    const resolve = () => target = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api);
    const original = {
      isStatic,
      args: method.argumentTypes.map((t) => t.className),
      ret: method.returnType.className,
      call: isStatic ? (e, self, a) => native(e, self, target ?? resolve(), ...a) : (e, self, a) => native(e, self, holder, target ?? resolve(), ...a)
    };
    const callback = new NativeCallback(
      (e, self, ...rest) => body(original, e, self, rest),
      ret,
      ["pointer", "pointer", ...args]
    );
    kept.push(callback, original);
    const scope = globalThis;
    const Made = scope.NativeCallback;
    try {
      scope.NativeCallback = function() {
        scope.NativeCallback = Made;
        return callback;
      };
      method.implementation = () => {
      };
    } finally {
      scope.NativeCallback = Made;
    }
  }
  function atOnce(env, work) {
    const script = Script;
    const later = script.nextTick;
    const waiting = [];
    script.nextTick = (fn, ...args) => void waiting.push(() => fn(...args));
    try {
      work();
    } finally {
      script.nextTick = later;
    }
    try {
      waiting.forEach((run) => run());
    } finally {
      passThrough(env);
    }
  }

  // src/exits.ts
  var NATIVE = ["exit", "_exit", "_Exit", "abort"];
  var JAVA = [["java.lang.Shutdown", "shutdown"], ["java.lang.Shutdown", "halt"]];
  function guardExits(env) {
    for (const [name, method] of JAVA) {
      try {
        for (const overload of Java.use(name)[method].overloads) {
          replace(overload, env, (original, e, self, args) => {
            drain(EXIT_TIMEOUT_MS);
            return original.call(e, self, args);
          });
        }
      } catch (error) {
        failed(error);
      }
    }
    for (const name of NATIVE) {
      const address = Module.findGlobalExportByName(name);
      if (address !== null) {
        Interceptor.attach(address, { onEnter: () => void drain(EXIT_TIMEOUT_MS) });
      }
    }
  }

  // src/buffers.ts
  var buffer = null;
  function members(env) {
    const base = classRef(env, "java.nio.Buffer");
    const bytes2 = classRef(env, "java.nio.ByteBuffer");
    return buffer ??= {
      duplicate: member(env, bytes2, "java.nio.ByteBuffer", "duplicate", false),
      position: member(env, base, "int", "position", false),
      moveTo: member(env, base, "java.nio.Buffer", "position", false, "I"),
      remaining: member(env, base, "int", "remaining", false),
      get: member(env, bytes2, "java.nio.ByteBuffer", "get", false, "[B")
    };
  }
  function bufferBytes(env, ref, limit, written = -1) {
    const { duplicate, position, moveTo, remaining, get: get2 } = members(env);
    if (ref.isNull() || duplicate === null || position === null || moveTo === null || remaining === null || get2 === null) {
      return { t: "java.nio.ByteBuffer" };
    }
    pushFrame(env, 8);
    try {
      const copy2 = read(env, ref, duplicate);
      if (copy2 === null) {
        return { t: "java.nio.ByteBuffer" };
      }
      if (written >= 0) {
        read(env, copy2, moveTo, Math.max(0, Number(read(env, copy2, position)) - written));
      }
      const whole = written >= 0 ? written : Number(read(env, copy2, remaining));
      const n = Math.min(whole, limit);
      const array2 = newByteArray(env, n);
      if (array2.isNull() || read(env, copy2, get2, array2) === null) {
        return { t: "java.nio.ByteBuffer" };
      }
      const value = bytes(env, array2, 0, n, limit);
      return whole > n ? { ...value, n: whole, c: 1 } : value;
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/tracked.ts
  var Tracked = class {
    constructor(limit) {
      this.limit = limit;
    }
    entries = /* @__PURE__ */ new Map();
    size = 0;
    get(env, ref) {
      const bucket = this.entries.get(identityOf(env, ref));
      return bucket?.find((e) => isSame(env, e.weak, ref) !== 0)?.value;
    }
    set(env, ref, value) {
      const id = identityOf(env, ref);
      const bucket = this.entries.get(id) ?? [];
      const known = bucket.find((e) => isSame(env, e.weak, ref) !== 0);
      if (known !== void 0) {
        known.value = value;
        return;
      }
      bucket.push({ weak: newWeak(env, ref), value });
      this.entries.set(id, bucket);
      if (++this.size > this.limit) {
        this.evict(env);
      }
    }
    evict(env) {
      const [id, bucket] = this.entries.entries().next().value;
      this.entries.delete(id);
      for (const entry of bucket) {
        deleteWeak(env, entry.weak);
        this.size--;
      }
    }
  };

  // src/crypto.ts
  var LIMIT = 1024 * 1024;
  var BYTES = "[B";
  var BUFFER = "java.nio.ByteBuffer";
  var FEEDS = /^(update|write)$/;
  var FILLS = /^(deflate|inflate|read|digest)$/;
  var MODES = ["", "encrypt", "decrypt", "wrap", "unwrap"];
  var states = new Tracked(1024);
  var members2 = /* @__PURE__ */ new Map();
  function get(env, cls, type, name, ref) {
    const key = `${cls}.${name}`;
    let m = members2.get(key);
    if (m === void 0) {
      const c = classRef(env, cls);
      m = c === null ? null : member(env, c, type, name, false);
      members2.set(key, m);
    }
    return m === null ? null : read(env, ref, m);
  }
  function copy(env, array2) {
    if (array2 === null || array2.isNull()) {
      return null;
    }
    const n = Math.min(arrayLength(env, array2), 65536);
    return n === 0 ? new ArrayBuffer(0) : region(env, array2, "B", 0, n).readByteArray(n);
  }
  function output(call) {
    const { args, ret } = call.original;
    if (ret !== "int") {
      return -1;
    }
    const method = call.point.method;
    const first = args.indexOf(BYTES);
    if (args.length === 2 && args[1] === BUFFER) {
      return 1;
    }
    return FILLS.test(method) || method === "doFinal" && args.length === 2 && args[1] === "int" ? first : args.indexOf(BYTES, first + 1);
  }
  function remember(call) {
    const { env, self, point } = call;
    const cls = point.classes[0];
    const name = get(env, cls, "java.lang.String", "getAlgorithm", self);
    const state = { algorithm: name === null || name.isNull() ? "" : text(env, name, 256).text, mode: "", key: null, iv: null };
    if (point.method === "init") {
      state.mode = call.original.args[0] === "int" ? MODES[call.args[0]] ?? "" : "";
      const key = call.args[call.original.args.indexOf("java.security.Key")];
      if (key !== void 0 && !key.isNull()) {
        state.key = copy(env, get(env, "java.security.Key", "byte[]", "getEncoded", key));
      }
      if (cls === "javax.crypto.Cipher") {
        state.iv = copy(env, get(env, cls, "byte[]", "getIV", self));
      }
    }
    states.set(env, self, state);
  }
  function stateValue(state) {
    const f = { algorithm: { t: "java.lang.String", x: state.algorithm } };
    if (state.mode !== "") {
      f.mode = { t: "java.lang.String", x: state.mode };
    }
    for (const [name, data] of [["key", state.key], ["iv", state.iv]]) {
      if (data !== null) {
        f[name] = { t: "byte[]", b: data };
      }
    }
    return { t: "state", f };
  }
  function input(call, i) {
    const { args } = call.original;
    if (args[i] === BUFFER) {
      return bufferBytes(call.env, call.args[i], LIMIT);
    }
    if (args.length === 1 && (args[0] === "byte" || args[0] === "int") && FEEDS.test(call.point.method)) {
      return { t: "byte[]", b: new Uint8Array([call.args[0]]).buffer };
    }
    if (args[i] !== BYTES) {
      return encode(call.env, args[i], call.args[i]);
    }
    const slice = args[i + 1] === "int" && args[i + 2] === "int";
    return bytes(call.env, call.args[i], slice ? call.args[i + 1] : 0, slice ? call.args[i + 2] : -1, LIMIT);
  }
  var crypto = {
    choose: plain2.choose,
    before(call) {
      const { args } = call.original;
      const out = output(call);
      call.recorded = args.map((_type, i) => i === out ? { t: "output" } : input(call, i));
    },
    after(call, value) {
      const { env, original, self } = call;
      if (!original.isStatic && call.point.group.startsWith("java")) {
        if (call.point.method === "init" || states.get(env, self) === void 0) {
          remember(call);
        }
        call.recorded.push(stateValue(states.get(env, self)));
      }
      if (original.ret === "void") {
        return null;
      }
      if (original.ret === BYTES) {
        return bytes(env, value, 0, -1, LIMIT);
      }
      const out = output(call);
      if (out < 0) {
        return encode(env, original.ret, value);
      }
      if (original.args[out] === BUFFER) {
        return bufferBytes(env, call.args[out], LIMIT, Math.max(0, value));
      }
      const offset = original.args[out + 1] === "int" ? call.args[out + 1] : 0;
      return bytes(env, call.args[out], offset, Math.max(0, value), LIMIT);
    }
  };

  // src/listener.ts
  var requests = new Tracked(2048);
  var hooked = /* @__PURE__ */ new Set();
  var arrival = {
    label: "callback",
    choose: (_points, env, _args, self) => requests.get(env, self)?.point ?? null,
    before(call) {
      recordArgs(call);
      call.caller.stack = requests.get(call.env, call.self)?.stack ?? call.caller.stack;
    },
    after: result
  };
  var listener = {
    choose: plain2.choose,
    before(call) {
      recordArgs(call);
      const wanted = call.point.callback === null ? null : classRef(call.env, call.point.callback.interface);
      if (wanted === null) {
        return;
      }
      call.original.args.forEach((_type, i) => {
        const ref = call.args[i];
        if (ref instanceof NativePointer && !ref.isNull() && isInstance(call.env, ref, wanted) !== 0) {
          requests.set(call.env, ref, { point: call.point, stack: call.caller.stack });
          watch(call, ref);
        }
      });
    },
    after: result
  };
  function watch(call, ref) {
    const { env, point } = call;
    const cls = getClass(env, ref);
    const name = className(env, cls);
    const method = point.callback.method;
    if (hooked.has(`${name}.${method}`)) {
      return;
    }
    hooked.add(`${name}.${method}`);
    pin(env, cls, name);
    const found = Java.use(name)[method];
    const body = makeBody(arrival, [{ ...point, group: `${name}.${method}`, skip_callers: [] }], `${name}.${method}`);
    atOnce(env, () => found?.overloads.forEach((overload) => replace(overload, Java.vm.getEnv(), body)));
  }

  // src/provider.ts
  var cursors = new Tracked(2048);
  var columnName = null;
  function uriOf(env, ref) {
    return ref instanceof NativePointer && !ref.isNull() ? object(env, ref).x ?? "" : "";
  }
  function byUri(points, uri) {
    let best = null;
    let length = -1;
    for (const point of points) {
      for (const prefix of point.match.length > 0 ? point.match : [""]) {
        const next = uri.charAt(prefix.length);
        const fits = prefix === "" || uri.startsWith(prefix) && (next === "" || "/?#".includes(next) || prefix.endsWith("/"));
        if (fits && prefix.length > length) {
          best = point;
          length = prefix.length;
        }
      }
    }
    return best;
  }
  var provider = {
    label: "query",
    choose: (points, env, args) => byUri(points, uriOf(env, args[points[0].match_arg])),
    before: recordArgs,
    after(call, value) {
      if (call.original.ret !== "android.database.Cursor") {
        return isPrimitive(call.original.ret) ? primitive(call.original.ret, value) : object(call.env, value);
      }
      if (value.isNull()) {
        return { t: "null" };
      }
      const uri = uriOf(call.env, call.args[call.point.match_arg]);
      cursors.set(call.env, value, { point: call.point, uri, columns: /* @__PURE__ */ new Map() });
      return { t: call.original.ret, f: { id: { t: "int", x: String(identityOf(call.env, value)) } } };
    }
  };
  var cell = {
    label: "cursor",
    choose: (_points, env, _args, self) => cursors.get(env, self)?.point ?? null,
    before(call) {
      const source = cursors.get(call.env, call.self);
      const index = call.args[0];
      let name = source.columns.get(index);
      if (name === void 0) {
        name = nameOf(call.env, call.self, index);
        source.columns.set(index, name);
      }
      call.recorded = [{ t: "column", x: name }, { t: "android.net.Uri", x: source.uri }];
    },
    after: (call, value) => {
      const { ret } = call.original;
      return isPrimitive(ret) ? primitive(ret, value) : object(call.env, value);
    }
  };
  function nameOf(env, cursor, index) {
    columnName ??= member(env, classRef(env, "android.database.Cursor"), "java.lang.String", "getColumnName", false, "I");
    const ref = columnName === null ? null : read(env, cursor, columnName, index);
    return ref === null || ref.isNull() ? String(index) : text(env, ref, 1024).text;
  }

  // src/install.ts
  var KINDS = { method: plain2, constructor: plain2, settings: plain2, provider, crypto, listener, exit };
  var CELLS = ["getString", "getInt", "getLong", "getShort", "getFloat", "getDouble", "getBlob"];
  function overloadsOf(cls, name) {
    if (name === "<init>") {
      return cls.$init.overloads;
    }
    return cls.$has(name) ? cls[name].overloads ?? [] : [];
  }
  function same(method, wanted) {
    return wanted === null || wanted.some((w) => w.join() === method.argumentTypes.map((t) => t.className).join());
  }
  var Installer = class {
    sites = /* @__PURE__ */ new Map();
    modifiers;
    env;
    constructor(env) {
      this.env = env;
      this.modifiers = member(env.handle, classRef(env.handle, "java.lang.reflect.Method"), "int", "getModifiers", false);
    }
    hasBody(cls, method) {
      if (this.modifiers === null || method.methodName === "$init" || method.methodName.startsWith("<")) {
        return true;
      }
      const e = this.env.handle;
      pushFrame(e, 4);
      try {
        const reflected2 = reflected(e, cls.$copyClassHandle(this.env), method.handle, method.type === 2 ? 1 : 0);
        return (Number(read(e, reflected2, this.modifiers)) & 1024) === 0;
      } finally {
        popFrame(e, NULL);
      }
    }
    add(point) {
      const outcome = { point: point.id, resolved: false, overloads: 0, reason: null };
      let reason = `no class ${point.classes.join(" or ")}`;
      for (const name of point.classes) {
        let cls;
        try {
          cls = Java.use(name);
        } catch {
          continue;
        }
        try {
          const all = overloadsOf(cls, point.method);
          const wanted = all.filter((m) => same(m, point.overloads));
          const usable = point.method === "<init>" ? wanted : wanted.filter((m) => this.hasBody(cls, m));
          if (usable.length === 0) {
            reason = all.length === 0 ? `no method ${name}.${point.method}` : wanted.length === 0 ? `no such overload of ${name}.${point.method}` : `${name}.${point.method} is abstract`;
            continue;
          }
          for (const method of usable) {
            const key = `${method.holder.$n}.${point.method}(${method.argumentTypes.map((t) => t.className).join()})`;
            const site = this.sites.get(key);
            if (site === void 0) {
              this.sites.set(key, { method, points: [point], name: `${method.holder.$n}.${point.method}` });
            } else {
              site.points.push(point);
            }
          }
          return { ...outcome, resolved: true, overloads: usable.length };
        } catch (error) {
          reason = `${name}.${point.method}: ${String(error.message ?? error).slice(0, 300)}`;
        }
      }
      return { ...outcome, reason };
    }
    install(outcomes) {
      for (const site of this.sites.values()) {
        try {
          const special = site.points.find((p) => p.kind !== "method" && p.kind !== "constructor") ?? site.points[0];
          replace(site.method, this.env, makeBody(KINDS[special.kind], site.points, site.name));
        } catch (error) {
          for (const point of site.points) {
            outcomes.set(point.id, { point: point.id, resolved: false, overloads: 0, reason: `not replaceable: ${String(error.message ?? error).slice(0, 300)}` });
          }
        }
      }
    }
    /** Cells of cursors: one hook a getter, whatever provider the cursor came from. */
    installCells(index) {
      const owner = { index, id: "cursor", kind: "provider", classes: [], method: "get", overloads: null, match: [], match_arg: 0, group: "cursor", skip_callers: [], callback: null };
      let cls;
      try {
        cls = Java.use("android.database.CursorWrapper");
      } catch {
        return;
      }
      for (const name of CELLS) {
        for (const method of overloadsOf(cls, name).filter((m) => this.hasBody(cls, m))) {
          replace(method, this.env, makeBody(cell, [owner], `android.database.CursorWrapper.${name}`));
        }
      }
    }
  };
  function install(points) {
    const installer = new Installer(Java.vm.getEnv());
    const outcomes = /* @__PURE__ */ new Map();
    for (const point of points) {
      outcomes.set(point.id, installer.add(point));
    }
    installer.install(outcomes);
    if (points.some((p) => p.kind === "provider")) {
      installer.installCells(0);
    }
    return [...outcomes.values()];
  }

  // src/main.ts
  rpc.exports = {
    install(config) {
      if (!Java.available) {
        throw new Error("the process runs no Java");
      }
      let hooks = [];
      Java.vm.perform(
        (env) => unrecorded(() => {
          prepare(env);
          prepare2(env, (id, frames) => {
            rememberStack(id, frames);
            addStack(id, frames);
          });
          prepare3(env.handle);
          prepare4(env.handle, config.types);
          atOnce(env.handle, () => {
            hooks = install(config.points);
            guardExits(env);
          });
        })
      );
      start();
      return { flavor: Java.api.flavor, hooks };
    },
    flush() {
      flush();
    }
  };
})();
