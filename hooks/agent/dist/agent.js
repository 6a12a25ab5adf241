// agent built from 5c2ed99b3048a7dead91a6b1b00cdf458e128415c145a0f2650b4f94eaddf3dd
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
  var CONSTRUCTOR = 1;
  var STATIC = 2;
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
  function callStatic(env, cls, id, letter2, types, ...args) {
    const { ffi, call } = LETTER[letter2];
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
    let out2 = "";
    for (let i = 0; i < n; i += 4096) {
      out2 += String.fromCharCode.apply(null, units.subarray(i, Math.min(n, i + 4096)));
    }
    return /[\ud800-\udfff]/.test(out2) ? out2.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\uFFFD") : out2;
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
  function region(env, array2, letter2, start2, n) {
    const { index, size: size2 } = REGION[letter2];
    const to = n * size2 <= 16384 ? scratch : Memory.alloc(n * size2);
    jni(env, index, "void", ["pointer", "pointer", "int", "int", "pointer"])(env, array2, start2, n, to);
    return to;
  }

  // src/classes.ts
  var helpers = null;
  var pinned = /* @__PURE__ */ new Map();
  var overriding = /* @__PURE__ */ new Map();
  var lateLoader = null;
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
      getLoader: need(member(h, classClass, "java.lang.ClassLoader", "getClassLoader", false), "Class.getClassLoader"),
      declared: need(member(h, classClass, "java.lang.reflect.Method[]", "getDeclaredMethods", false), "getDeclaredMethods")
    };
    if (Java.api.flavor === "jvm") {
      Object.getPrototypeOf(env).findClass = function(name) {
        const kept4 = overriding.get(name.replace(/\//g, ".")) ?? pinned.get(name.replace(/\//g, "."));
        return kept4 !== void 0 ? this.newLocalRef(kept4) : findQuietly(this.handle, name.replace(/\//g, "."));
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
    const found = callStatic(env, t.classClass, t.forName, "L", ["pointer", "uint8", "pointer"], newString(env, name), 0, lateLoader ?? t.loader);
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
  function withClass(name, cls, loader, work) {
    const [was, before] = [overriding.get(name), lateLoader];
    overriding.set(name, cls);
    lateLoader = loader;
    try {
      return work();
    } finally {
      lateLoader = before;
      if (was === void 0) {
        overriding.delete(name);
      } else {
        overriding.set(name, was);
      }
    }
  }
  function loaderOf(env, cls) {
    const ref = read(env, cls, tools().getLoader);
    return ref === null || ref.isNull() ? { ref: tools().loader, name: "boot" } : { ref, name: className(env, getClass(env, ref)) };
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

  // src/native.ts
  var MAX_FRAMES = 64;
  var STACKS = 1 << 16;
  var SPAN_NS = 1e8;
  var FRESH_NS = 1e9;
  var WAYS = 64;
  var LONGEST = 2048;
  var WANTED = 1 << 14;
  var HOLD_NS = 2e9;
  var THREAD = { mono: 0, stack: 8, fresh: 12, frames: 16, recording: 20, tid: 24, object: 32, frame: 40 };
  var SITE = { holder: 0, target: 8, types: 16, opaque: 24, id: 88, group: 92, isStatic: 96, lane: 97, ret: 98, n: 99, opaques: 100, size: 104 };
  var MOST_OPAQUE = 8;
  var SHARED = {
    jvmti: 0,
    identity: 8,
    system: 16,
    string: 24,
    bytes: 32,
    slow: 40,
    same: 48,
    resolve: 56,
    seed: 64,
    keys: 80,
    numbers: 88,
    used: 96,
    numbered: 100,
    threads: 104,
    ending: 248,
    wanted: 256,
    late: 264,
    drain: 272,
    wantedCount: 280,
    pid: 284,
    size: 320
  };
  var COUNTED = { template: 0, count: 4, first: 8, last: 16, size: 24 };
  var SOURCE = `
#include <stdint.h>

typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
union word { void *p; uint64_t w; };
struct time { long s; long ns; };
struct frame { union word method; int64_t location; };
struct site {
  union word holder, target, types, opaque[${MOST_OPAQUE}];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, unused;
  struct frame frame[${MAX_FRAMES}];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[${MAX_FRAMES}];
  struct known known[${WAYS}];
  struct pending pending[${WAYS}];
  uint16_t text[${LONGEST}];
};
struct shared {
  union word jvmti, identity, system, string, bytes, slow, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
};

extern void *gum_invocation_context_get_nth_argument (void *, unsigned);
extern struct shared g; /* a CModule's own variables are read-only */
extern int clock_gettime (int, struct time *);
extern int pthread_mutex_lock (void *);
extern int pthread_mutex_unlock (void *);
extern int pthread_key_create (uint32_t *, void (*) (void *));
extern int pthread_key_delete (uint32_t);
extern void *pthread_getspecific (uint32_t);
extern int pthread_setspecific (uint32_t, const void *);
extern void *calloc (unsigned long, unsigned long);
extern void free (void *);
extern int usleep (unsigned);
extern int getpid (void);

#define JNI(index) ((*(void ***) env)[index])

double now (void) {
  struct time t;
  clock_gettime (1, &t);
  return (double) t.s * 1e9 + (double) t.ns;
}

/* For conditions: TinyCC gets a comparison of doubles wrong behind && in a return. */
static int64_t ticks (void) {
  struct time t;
  clock_gettime (1, &t);
  return (int64_t) t.s * 1000000000 + t.ns;
}

/* ---- what a thread is in the middle of ---- */

static void thread_ended (void *p) {
  ((struct thread *) p)->dead = 1;
}

void begin (void) {
  pthread_key_create (&g.key, thread_ended);
}

void finalize (void) {
  pthread_key_delete (g.key);
}

struct thread *here_now (void) {
  struct thread *t = pthread_getspecific (g.key);
  if (t != 0) return t;
  t = calloc (1, sizeof (struct thread));
  pthread_setspecific (g.key, t);
  pthread_mutex_lock (g.threads_lock);
  t->next = g.threads.p;
  g.threads.p = t;
  pthread_mutex_unlock (g.threads_lock);
  return t;
}

/* ---- the caller's stack ---- */

static uint64_t mix (uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9fb21c651e98df25ULL;
  return h ^ (h >> 29);
}

static void number (struct thread *t, uint64_t h) {
  uint64_t *keys = g.keys.p;
  int32_t *numbers = g.numbers.p;
  uint32_t slot = (uint32_t) (h ^ (h >> 32)) & ${STACKS - 1}, i;
  pthread_mutex_lock (g.stacks_lock);
  while (numbers[slot] != 0 && keys[slot] != h) slot = (slot + 1) & ${STACKS - 1};
  if (numbers[slot] == 0) {
    if (g.used == ${STACKS / 2}) {
      for (i = 0; i != ${STACKS}; i++) numbers[i] = 0;
      g.used = 0;
    }
    g.used++;
    keys[slot] = h;
    numbers[slot] = ++g.numbered;
    t->fresh = 1;
  }
  t->stack = numbers[slot];
  pthread_mutex_unlock (g.stacks_lock);
}

void moment (struct thread *t, int skip) {
  int count = 0, i;
  uint64_t h = g.seed[0];
  int (*walk) (void *, void *, int, int, void *, int *);
  t->mono = now ();
  t->fresh = 0;
  t->stack = 0;
  if (g.jvmti.p == 0) return;
  walk = (*(void ***) g.jvmti.p)[103];
  if (walk (g.jvmti.p, (void *) 0, skip, ${MAX_FRAMES}, t->frame, &count) != 0 || count == 0) return;
  t->frames = count;
  for (i = 0; i != count; i++) h = mix (mix (h, t->frame[i].method.w), (uint64_t) t->frame[i].location);
  number (t, h);
}

/* ---- values ---- */

static void data (uint64_t *k, const void *from, int bytes) {
  const uint64_t *whole = from;
  const uint8_t *rest;
  uint64_t last = 0;
  for (; bytes >= 8; bytes -= 8, whole++) { k[0] = mix (k[0], *whole); k[1] = mix (k[1], ~*whole); }
  rest = (const uint8_t *) whole;
  while (bytes > 0) last = last << 8 | rest[--bytes];
  k[0] = mix (k[0], last);
  k[1] = mix (k[1], ~last);
}

static void word (uint64_t *k, uint64_t v) {
  k[0] = mix (k[0], v);
  k[1] = mix (k[1], ~v);
}

static int text (struct thread *t, uint64_t *k, void *env, void *l) {
  int (*length) (void *, void *) = JNI (164);
  void (*region) (void *, void *, int, int, void *) = JNI (220);
  int n = length (env, l);
  if (n > ${LONGEST}) return 0;
  region (env, l, 0, n, t->text);
  word (k, 2 + ((uint64_t) n << 8));
  data (k, t->text, 2 * n);
  return 1;
}

static int bytes (struct thread *t, uint64_t *k, void *env, void *l) {
  int (*length) (void *, void *) = JNI (171);
  void (*region) (void *, void *, int, int, void *) = JNI (200);
  int n = length (env, l);
  if (n > 2 * ${LONGEST}) return 0;
  region (env, l, 0, n, t->text);
  word (k, 3 + ((uint64_t) n << 8));
  data (k, t->text, n);
  return 1;
}

/* Objects of which only the class is recorded are told by their class; of all others the contents would be needed. */
static int object (struct thread *t, struct site *s, uint64_t *k, void *env, void *l) {
  void *(*class_of) (void *, void *) = JNI (31);
  void (*drop) (void *, void *) = JNI (23);
  uint8_t (*same) (void *, void *, void *) = JNI (24);
  void *c = class_of (env, l);
  int i, done = 0;
  if (same (env, c, g.string.p)) done = text (t, k, env, l);
  else if (same (env, c, g.bytes.p)) done = bytes (t, k, env, l);
  else for (i = 0; i != s->opaques && !done; i++)
    if (same (env, c, s->opaque[i].p)) { word (k, 4 + (s->opaque[i].w << 8)); done = 1; }
  drop (env, c);
  return done;
}

static int hash (struct thread *t, struct site *s, uint64_t *k, void *env, uint8_t type, value *v) {
  switch (type) {
    case 'V': word (k, 5); return 1;
    case 'Z': word (k, v->z); return 1;
    case 'B': word (k, (uint64_t) (int64_t) v->b); return 1;
    case 'C': word (k, v->c); return 1;
    case 'S': word (k, (uint64_t) (int64_t) v->s); return 1;
    case 'I': case 'F': word (k, (uint32_t) v->i); return 1;
    case 'J': case 'D': word (k, (uint64_t) v->j); return 1;
  }
  if (v->l == 0) { word (k, 1); return 1; }
  if (type == 'T') return text (t, k, env, v->l);
  return object (t, s, k, env, v->l);
}

static int call_key (struct thread *t, struct site *s, uint64_t *k, void *env, void *self, value *v) {
  int (*identity) (void *, void *, void *, value *) = JNI (131);
  const uint8_t *types = s->types.p;
  value a;
  int i;
  k[0] = g.seed[0];
  k[1] = g.seed[1];
  word (k, (uint64_t) (uint32_t) s->id << 32 | (uint32_t) t->stack);
  if (!s->is_static) { a.l = self; t->object = identity (env, g.system.p, g.identity.p, &a); word (k, (uint32_t) t->object); }
  for (i = 0; i != s->n; i++) if (!hash (t, s, k, env, types[i], &v[i])) return 0;
  return 1;
}

/* ---- calls that are known ---- */

static int known (struct thread *t, uint64_t *k) {
  int i, at = (int) (k[0] >> 20);
  for (i = 0; i != 4; i++) {
    struct known *e = &t->known[(at + i) & ${WAYS - 1}];
    if (e->template != 0 && e->a == k[0] && e->b == k[1]) return t->mono - e->born < ${FRESH_NS} ? e->template : 0;
  }
  return 0;
}

/* Counts a call that is the same as one already recorded. */
static int again (struct thread *t, uint64_t *k, double mono) {
  int i, done = 0, at = (int) (k[0] >> 20);
  pthread_mutex_lock (t->lock);
  for (i = 0; i != 4; i++) {
    struct pending *e = &t->pending[(at + i) & ${WAYS - 1}];
    if (e->template == 0 || e->a != k[0] || e->b != k[1]) continue;
    if (e->count == 0) e->first = mono;
    else if (mono - e->first > ${SPAN_NS}) break;
    e->last = mono;
    e->count++;
    done = 1;
    break;
  }
  pthread_mutex_unlock (t->lock);
  return done;
}

static void learn_call (struct thread *t, uint64_t *k, int template) {
  int i, at = (int) (k[0] >> 20);
  struct known *to = &t->known[at & ${WAYS - 1}];
  for (i = 0; i != 4; i++) {
    struct known *e = &t->known[(at + i) & ${WAYS - 1}];
    if (e->template != 0 && e->a == k[0] && e->b == k[1]) { to = e; break; }
    if (e->born < to->born) to = e;
  }
  to->a = k[0]; to->b = k[1]; to->born = t->mono; to->template = template;
}

/* A place that holds counted calls is never given away: then this call is not learnt, and its next one is recorded. */
static void learn_result (struct thread *t, uint64_t *k, int template) {
  int i, at = (int) (k[0] >> 20);
  struct pending *to = 0;
  pthread_mutex_lock (t->lock);
  for (i = 0; i != 4; i++) {
    struct pending *e = &t->pending[(at + i) & ${WAYS - 1}];
    if (e->count == 0 && (to == 0 || e->last < to->last)) to = e;
    if (e->template != 0 && e->a == k[0] && e->b == k[1]) { to = e->count == 0 ? e : 0; break; }
  }
  if (to != 0) { to->a = k[0]; to->b = k[1]; to->template = template; to->last = now (); to->stale = 0; }
  pthread_mutex_unlock (t->lock);
}

/* Hands over what was counted; of a thread that is gone the last time. */
int collect (struct counted *out, int most) {
  struct thread **p, *t;
  int i, n = 0;
  pthread_mutex_lock (g.threads_lock);
  for (p = (struct thread **) &g.threads.p; (t = *p) != 0 && n + ${WAYS} <= most;) {
    int dead = t->dead;
    pthread_mutex_lock (t->lock);
    for (i = 0; i != ${WAYS}; i++) {
      struct pending *e = &t->pending[i];
      if (e->count == 0) continue;
      out[n].template = e->template; out[n].count = e->count; out[n].first = e->first; out[n].last = e->last;
      e->count = 0;
      if (e->stale) e->template = e->stale = 0;
      n++;
    }
    pthread_mutex_unlock (t->lock);
    if (dead) { *p = t->next; free (t); }
    else p = &t->next;
  }
  pthread_mutex_unlock (g.threads_lock);
  return t == 0 ? n : -n;
}

/* Forgets all calls; what was counted must have been collected. Counts that came in between are kept for the next time. */
void forget (void) {
  struct thread *t;
  int i;
  pthread_mutex_lock (g.threads_lock);
  for (t = g.threads.p; t != 0; t = t->next) {
    pthread_mutex_lock (t->lock);
    for (i = 0; i != ${WAYS}; i++) {
      t->known[i].template = 0;
      if (t->pending[i].count == 0) t->pending[i].template = 0;
      else t->pending[i].stale = 1;
    }
    pthread_mutex_unlock (t->lock);
  }
  pthread_mutex_unlock (g.threads_lock);
}

/* ---- the end of the process ---- */

/* Calls of other threads that come while the last batch leaves would be lost: they wait for an end that is certain. */
static int held (struct thread *t) {
  return g.ending != 0 && !t->last && ticks () < g.ending;
}

static void hold (struct thread *t) {
  while (held (t)) usleep (1000);
}

/* Before JavaScript: its lock must not be taken by a thread that the runtime stops for good while the process ends. The
 * mutex keeps the two accesses in order. */
static void into (struct thread *t) {
  for (;;) {
    pthread_mutex_lock (t->lock);
    t->recording = 1;
    pthread_mutex_unlock (t->lock);
    if (!held (t)) return;
    t->recording = 0;
    hold (t);
  }
}

static int others (struct thread *me) {
  struct thread *t;
  int found = 0;
  pthread_mutex_lock (g.threads_lock);
  for (t = g.threads.p; t != 0 && !found; t = t->next) {
    if (t == me || t->dead) continue;
    pthread_mutex_lock (t->lock);
    found = t->recording;
    pthread_mutex_unlock (t->lock);
  }
  pthread_mutex_unlock (g.threads_lock);
  return found;
}

/* Waits until no other thread is in JavaScript; whether that came about. */
static int settled (struct thread *me) {
  int64_t until = ticks () + ${HOLD_NS};
  while (others (me)) {
    if (ticks () >= until) return 0;
    usleep (1000);
  }
  return 1;
}

/* From here on the process ends for certain. */
int closing (void) {
  struct thread *t = here_now ();
  t->last = 1;
  g.ending = ticks () + ${HOLD_NS};
  return settled (t);
}

static void end (int certain) {
  if (getpid () != g.pid) return; /* a child that was forked off has no agent */
  /* A desktop JVM exits with its threads stopped: one that still had JavaScript would make this one wait for ever. */
  if (certain ? closing () : g.ending == 0 || settled (here_now ())) ((void (*) (void)) g.drain.p) ();
}

/* A signal that this process sends itself: KILL is certain; others may be handled, but are worth a batch. */
static void signalled (int number) {
  if (number != 0) end (number == 9);
}

static void *argument (void *context, unsigned n) {
  return gum_invocation_context_get_nth_argument (context, n);
}

void on_end (void *context) { end (1); }
void on_exit (void *context) { end (0); }
void on_raise (void *context) { signalled ((int) (intptr_t) argument (context, 0)); }
void on_kill (void *context) {
  int pid = (int) (intptr_t) argument (context, 0);
  if (pid == g.pid || pid == 0 || pid == -1) signalled ((int) (intptr_t) argument (context, 1));
}
void on_tgkill (void *context) {
  if ((int) (intptr_t) argument (context, 0) == g.pid) signalled ((int) (intptr_t) argument (context, 2));
}

/* ---- classes that appear later ---- */

void class_prepared (void *jvmti, void *env, void *thread, void *cls) {
  int (*signature) (void *, void *, char **, char **) = (*(void ***) jvmti)[47];
  int (*release) (void *, char *) = (*(void ***) jvmti)[46];
  const uint64_t *wanted = g.wanted.p;
  uint64_t h = 0;
  struct thread *t;
  char *name, *c;
  int i, inside, found = 0;
  if (signature (jvmti, cls, &name, 0) != 0) return;
  for (c = name; *c != 0; c++) h = mix (h, (uint8_t) *c);
  release (jvmti, name);
  for (i = (int) (h & ${WANTED - 1}); wanted[i] != 0 && !found; i = (i + 1) & ${WANTED - 1}) found = wanted[i] == h;
  if (!found) return;
  t = here_now ();
  inside = t->recording;
  if (!inside) into (t);
  ((void (*) (void *, void *)) g.late.p) (env, cls);
  t->recording = inside;
}

void want (const char *name) {
  uint64_t *wanted = g.wanted.p;
  uint64_t h = 0;
  int i;
  if (g.wanted_count == ${WANTED / 2}) return;
  for (; *name != 0; name++) h = mix (h, (uint8_t) *name);
  for (i = (int) (h & ${WANTED - 1}); wanted[i] != 0; i = (i + 1) & ${WANTED - 1}) if (wanted[i] == h) return;
  wanted[i] = h;
  g.wanted_count++;
}

int watch_classes (void) {
  int (*set) (void *, void **, int) = (*(void ***) g.jvmti.p)[121];
  int (*enable) (void *, int, int, void *, ...) = (*(void ***) g.jvmti.p)[1];
  void *table[7] = { 0, 0, 0, 0, 0, 0, (void *) class_prepared };
  if (set (g.jvmti.p, table, sizeof (table)) != 0) return -1;
  return enable (g.jvmti.p, 1, 56, (void *) 0);
}

/* ---- a hooked method ---- */

#define CALL(type, at, field) \\
  if (s->is_static) r->field = ((type (*) (void *, void *, void *, value *)) JNI (116 + at)) (env, s->holder.p, s->target.p, v); \\
  else r->field = ((type (*) (void *, void *, void *, void *, value *)) JNI (66 + at)) (env, self, s->holder.p, s->target.p, v); \\
  return

void original (struct site *s, void *env, void *self, value *v, value *r) {
  if (s->target.p == 0) ((void (*) (int)) g.resolve.p) (s->id);
  r->j = 0;
  switch (s->ret) {
    case 'Z': CALL (uint8_t, 3, z);
    case 'B': CALL (int8_t, 6, b);
    case 'C': CALL (uint16_t, 9, c);
    case 'S': CALL (int16_t, 12, s);
    case 'I': CALL (int32_t, 15, i);
    case 'J': CALL (int64_t, 18, j);
    case 'F': CALL (float, 21, f);
    case 'D': CALL (double, 24, d);
    case 'V':
      if (s->is_static) ((void (*) (void *, void *, void *, value *)) JNI (143)) (env, s->holder.p, s->target.p, v);
      else ((void (*) (void *, void *, void *, void *, value *)) JNI (93)) (env, self, s->holder.p, s->target.p, v);
      return;
    default: CALL (void *, 0, l);
  }
}

/* The same for JavaScript: calls that the body makes are observed. Gives whether it threw. */
int run (struct thread *t, struct site *s, void *env, void *self, value *v, value *r) {
  uint8_t (*thrown) (void *) = JNI (228);
  t->recording = 0;
  original (s, env, self, v, r);
  into (t);
  return thrown (env);
}

/* An overload that calls another one of the same group on the same object is still the app's one call. */
static int delegated (struct thread *t, struct site *s, void *env, void *self) {
  uint8_t (*same) (void *, void *, void *) = JNI (24);
  struct inside *last;
  if (t->depth == 0 || t->depth > ${MAX_FRAMES}) return 0;
  last = &t->inside[t->depth - 1];
  if (last->site->group != s->group || last->site == s) return 0;
  return last->site->is_static || s->is_static || same (env, last->self, self);
}

static void observed (struct thread *t, struct site *s, void *env, void *self, value *v, value *r) {
  uint8_t (*thrown) (void *) = JNI (228);
  uint64_t k[2], full[2];
  int template = 0, learnt, can_learn = 0, failed;
  double mono;
  moment (t, 1);
  mono = t->mono;
  t->object = 0;
  if (s->lane && t->stack != 0 && !t->fresh && call_key (t, s, k, env, self, v)) {
    can_learn = 1;
    template = known (t, k);
  }
  if (t->depth < ${MAX_FRAMES}) { t->inside[t->depth].site = s; t->inside[t->depth].self = self; }
  t->depth++;
  if (template != 0) {
    original (s, env, self, v, r);
    full[0] = k[0];
    full[1] = k[1];
    failed = thrown (env);
    can_learn = !failed && hash (t, s, full, env, s->ret, r);
    if (can_learn && again (t, full, mono)) {
      t->depth--;
      return;
    }
    into (t);
    learnt = ((int (*) (struct thread *, int, void *, void *, value *, value *, double, int, int, int)) g.same.p)
      (t, s->id, env, self, v, r, mono, template, can_learn, failed);
    t->recording = 0;
    t->depth--;
    if (learnt > 0) learn_result (t, full, learnt);
    return;
  }
  into (t);
  learnt = ((int (*) (struct thread *, int, void *, void *, value *, value *, int)) g.slow.p) (t, s->id, env, self, v, r, can_learn);
  t->recording = 0;
  t->depth--;
  if (learnt > 0) {
    full[0] = k[0];
    full[1] = k[1];
    learn_call (t, k, learnt);
    if (hash (t, s, full, env, s->ret, r)) learn_result (t, full, learnt);
  }
}

void enter (struct site *s, void *env, void *self, value *v, value *r) {
  struct thread *t = here_now ();
  if (t->recording || delegated (t, s, env, self)) {
    original (s, env, self, v, r);
    return;
  }
  if (g.ending != 0) hold (t);
  observed (t, s, env, self, v, r);
  if (g.ending != 0) hold (t);
}
`;
  var C_TYPE = {
    L: ["void *", "l"],
    Z: ["uint8_t ", "z"],
    B: ["int8_t ", "b"],
    C: ["uint16_t ", "c"],
    S: ["int16_t ", "s"],
    I: ["int32_t ", "i"],
    J: ["int64_t ", "j"],
    F: ["float ", "f"],
    D: ["double ", "d"],
    V: ["void ", ""]
  };
  function wrapper(name, site, letters, ret) {
    const parameters = letters.map((l, i) => `, ${C_TYPE[l][0]}a${i}`).join("");
    const packed = letters.map((l, i) => `v[${i}].${C_TYPE[l][1]} = a${i};`).join(" ");
    const [type, field] = C_TYPE[ret];
    const back = ret === "V" ? "" : ` return r.${field};`;
    return `${type}${name} (void *env, void *self${parameters}) { value v[${letters.length + 1}], r; ${packed} enter ((void *) ${site}ULL, env, self, v, &r);${back} }
`;
  }
  var WRAPPER_HEAD = `
#include <stdint.h>
typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
extern void enter (void *, void *, void *, value *, value *);
`;

  // src/core.ts
  var EXCLUSIVE = { exceptions: "propagate", scheduling: "exclusive" };
  var COOPERATIVE = { exceptions: "propagate", scheduling: "cooperative" };
  var IMPORTS = [
    "clock_gettime",
    "pthread_mutex_lock",
    "pthread_mutex_unlock",
    "pthread_key_create",
    "pthread_key_delete",
    "pthread_getspecific",
    "pthread_setspecific",
    "calloc",
    "free",
    "usleep",
    "getpid"
  ];
  var shared = Memory.alloc(SHARED.size);
  var tables = { keys: Memory.alloc(STACKS * 8), numbers: Memory.alloc(STACKS * 4), wanted: Memory.alloc(WANTED * 8) };
  shared.add(SHARED.keys).writePointer(tables.keys);
  shared.add(SHARED.numbers).writePointer(tables.numbers);
  shared.add(SHARED.wanted).writePointer(tables.wanted);
  shared.add(SHARED.pid).writeS32(Process.id);
  for (let i = 0; i < 4; i++) {
    shared.add(SHARED.seed + 4 * i).writeU32(Math.floor(Math.random() * 4294967296));
  }
  var library = new CModule(SOURCE, {
    g: shared,
    ...Object.fromEntries(IMPORTS.map((name) => [name, Module.getGlobalExportByName(name)]))
  });
  var now = new NativeFunction(library.now, "double", [], EXCLUSIVE);
  var thread = new NativeFunction(library.here_now, "pointer", [], EXCLUSIVE);
  var moment = new NativeFunction(library.moment, "void", ["pointer", "int"], EXCLUSIVE);
  var collect = new NativeFunction(library.collect, "int", ["pointer", "int"], EXCLUSIVE);
  var forget = new NativeFunction(library.forget, "void", [], EXCLUSIVE);
  var run = new NativeFunction(library.run, "int", ["pointer", "pointer", "pointer", "pointer", "pointer", "pointer"], COOPERATIVE);
  var closing = new NativeFunction(library.closing, "int", [], COOPERATIVE);
  function watchClasses() {
    return new NativeFunction(library.watch_classes, "int", [])() === 0;
  }
  var want = new NativeFunction(library.want, "void", ["pointer"], EXCLUSIVE);
  new NativeFunction(library.begin, "void", [], EXCLUSIVE)();
  globalThis.harnessKeeps = [shared, tables, library];
  function rawFrames(t) {
    const n = Math.min(t.add(THREAD.frames).readS32(), MAX_FRAMES);
    return new BigUint64Array(t.add(THREAD.frame).readByteArray(n * 16));
  }
  function tidOf(t) {
    const field = t.add(THREAD.tid);
    let tid = field.readS32();
    if (tid === 0) {
      tid = Process.getCurrentThreadId();
      field.writeS32(tid);
    }
    return tid;
  }

  // src/moment.ts
  var EXCLUSIVE2 = { exceptions: "propagate", scheduling: "exclusive" };
  var stackOf = () => 0;
  function taken(t, site) {
    return { mono: t.readDouble(), stack: stackOf(t, site) };
  }
  function prepare2(env, publish) {
    const jvmti = Java.api.jvmti?.handle;
    if (jvmti === void 0) {
      stackOf = walkArt(publish);
      return;
    }
    const describe2 = frameReader(jvmti, env.handle);
    stackOf = (t) => {
      const stack = t.add(THREAD.stack).readS32();
      if (t.add(THREAD.fresh).readS32() !== 0) {
        const raw = rawFrames(t);
        const frames = [];
        for (let i = 0; i < raw.length; i += 2) {
          frames.push(describe2(raw[i], BigInt.asIntN(64, raw[i + 1])));
        }
        publish(stack, withoutOurs(frames));
      }
      return stack;
    };
    shared.add(SHARED.jvmti).writePointer(jvmti);
  }
  function withoutOurs(frames) {
    const ours = "(Native Method)";
    return frames.filter((frame, i) => {
      const name = frame.endsWith(ours) ? frame.slice(0, -ours.length) : null;
      return name === null || i === 0 || !frames[i - 1].startsWith(`${name}(`);
    });
  }
  function walkArt(publish) {
    const known2 = /* @__PURE__ */ new Map();
    let next2 = 1;
    return (_t, site) => {
      const { id, frames } = Java.backtrace({ limit: MAX_FRAMES });
      const key = `${id}|${site}`;
      let stack = known2.get(key);
      if (stack === void 0) {
        if (known2.size >= STACKS / 2) {
          known2.clear();
        }
        stack = next2++;
        known2.set(key, stack);
        const texts = frames.map((f) => `${f.className}.${f.methodName}(${place(f.fileName, f.lineNumber)})`);
        publish(stack, texts.length > 0 && texts[0].startsWith(`${site}(`) ? texts.slice(1) : texts);
      }
      return stack;
    };
  }
  function place(file, line) {
    if (line === -2) {
      return "Native Method";
    }
    return file === null || file === "" ? "Unknown Source" : line > 0 ? `${file}:${line}` : file;
  }
  function frameReader(jvmti, env) {
    const call = (index, ...args) => new NativeFunction(jvmti.readPointer().add(index * 8).readPointer(), "int", ["pointer", ...args], EXCLUSIVE2);
    const wanted = Memory.alloc(16);
    wanted.writeU32(1 << 11 | 1 << 12);
    call(141, "pointer")(jvmti, wanted);
    const getName = call(63, "pointer", "pointer", "pointer", "pointer");
    const getHolder = call(64, "pointer", "pointer");
    const getSignature = call(47, "pointer", "pointer", "pointer");
    const getSource = call(49, "pointer", "pointer");
    const getLines = call(69, "pointer", "pointer", "pointer");
    const deallocate = call(46, "pointer");
    const out2 = Memory.alloc(16);
    const cache = /* @__PURE__ */ new Map();
    const taken2 = (readIt) => {
      const p = out2.readPointer();
      const value = readIt(p);
      deallocate(jvmti, p);
      return value;
    };
    const lineOf = (method, location) => {
      if (getLines(jvmti, method, out2.add(8), out2) !== 0) {
        return 0;
      }
      const n = out2.add(8).readS32();
      return taken2((p) => {
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
      if (getName(jvmti, method, out2, NULL, NULL) !== 0) {
        return "?";
      }
      const name = taken2((p) => p.readUtf8String() ?? "?");
      if (getHolder(jvmti, method, out2) !== 0) {
        return `?.${name}(Unknown Source)`;
      }
      const holder = out2.readPointer();
      const signature = getSignature(jvmti, holder, out2, NULL) === 0 ? taken2((p) => p.readUtf8String() ?? "L?;") : "L?;";
      const file = getSource(jvmti, holder, out2) === 0 ? taken2((p) => p.readUtf8String()) : null;
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

  // src/sites.ts
  var all = [];
  var groups = /* @__PURE__ */ new Map();
  var kept = [];
  var unresolved = [];
  function placed(id) {
    return all[id];
  }
  function letter(type) {
    return descriptor(type)[0].replace("[", "L");
  }
  function told(type) {
    return type === "java.lang.String" ? "T" : letter(type);
  }
  function place2(method, env, hook2) {
    const at = Memory.alloc(SITE.size);
    const isStatic = method.type === STATIC;
    const args = method.argumentTypes.map((t) => t.className);
    const ret = method.type === CONSTRUCTOR ? "void" : method.returnType.className;
    const group = hook2.points[0].group;
    if (!groups.has(group)) {
      groups.set(group, groups.size + 1);
    }
    const types = Memory.alloc(Math.max(8, args.length));
    types.writeByteArray(args.map((t) => told(t).charCodeAt(0)));
    kept.push(types);
    const made = {
      ...hook2,
      id: all.length,
      at,
      isStatic,
      args,
      ret,
      letters: args.map(letter),
      retLetter: letter(ret),
      method,
      env,
      resolved: false,
      tries: 0,
      learnt: 0
    };
    at.add(SITE.holder).writePointer(newGlobal(env.handle, method.holder.$copyClassHandle(env)));
    at.add(SITE.types).writePointer(types);
    at.add(SITE.id).writeS32(made.id);
    at.add(SITE.group).writeS32(groups.get(group));
    at.add(SITE.isStatic).writeU8(isStatic ? 1 : 0);
    at.add(SITE.ret).writeU8(told(ret).charCodeAt(0));
    at.add(SITE.n).writeU8(args.length);
    const lane = hook2.kind.lane === true && method.type !== CONSTRUCTOR && hook2.points.every((p) => p.skip_callers.length === 0);
    at.add(SITE.lane).writeU8(lane ? 1 : 0);
    all.push(made);
    unresolved.push(made);
    return made;
  }
  function wrapped(sites) {
    if (sites.length === 0) {
      return [];
    }
    const source = sites.map((s) => wrapper(`hook_${s.id}`, s.at, s.letters, s.retLetter)).join("");
    const made = new CModule(WRAPPER_HEAD + source, { enter: library.enter });
    kept.push(made);
    return sites.map((s) => made[`hook_${s.id}`]);
  }
  function resolve(site) {
    const { method, env, isStatic } = site;
    site.at.add(SITE.target).writePointer(method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api));
    site.resolved = true;
  }
  function resolveTargets() {
    const now2 = unresolved;
    unresolved = [];
    for (const site of now2) {
      if (!site.resolved) {
        try {
          resolve(site);
        } catch {
        }
      }
    }
  }
  function addOpaque(site, env, cls) {
    const n = site.at.add(SITE.opaques).readU8();
    for (let i = 0; i < n; i++) {
      if (isSame(env, site.at.add(SITE.opaque + 8 * i).readPointer(), cls) !== 0) {
        return;
      }
    }
    if (n < MOST_OPAQUE) {
      site.at.add(SITE.opaque + 8 * n).writePointer(newGlobal(env, cls));
      site.at.add(SITE.opaques).writeU8(n + 1);
    }
  }
  function stopLearning(site) {
    site.at.add(SITE.lane).writeU8(0);
  }
  var READ = {
    L: (p) => p.readPointer(),
    Z: (p) => p.readU8(),
    B: (p) => p.readS8(),
    C: (p) => p.readU16(),
    S: (p) => p.readS16(),
    I: (p) => p.readS32(),
    J: (p) => p.readS64(),
    F: (p) => p.readFloat(),
    D: (p) => p.readDouble(),
    V: () => void 0
  };
  function argsOf(site, packed) {
    return site.letters.map((l, i) => READ[l](packed.add(8 * i)));
  }
  function resultOf(site, packed) {
    return READ[site.retLetter](packed);
  }

  // src/wire.ts
  var EVENTS_A_BATCH = 256;
  var BYTES_A_BATCH = 512 * 1024;
  var WINDOW = 8 * 1024 * 1024;
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
  var deaf = false;
  var flushed = 0;
  var skipped = {};
  var errors = {};
  var hooks = [];
  var unacknowledged = /* @__PURE__ */ new Map();
  var inFlight = 0;
  function settled(value) {
    if (value.b === void 0 && value.i === void 0 && value.f === void 0) {
      return value;
    }
    const out2 = { ...value };
    if (value.b instanceof ArrayBuffer) {
      size += value.b.byteLength;
      out2.b = blobs.push(value.b) - 1;
    }
    if (value.i !== void 0) {
      out2.i = value.i.map(settled);
    }
    if (value.f !== void 0) {
      out2.f = Object.fromEntries(Object.entries(value.f).map(([name, part]) => [name, settled(part)]));
    }
    return out2;
  }
  function addStack(id, frames) {
    stacks.push([id, frames]);
  }
  function skip(point) {
    skipped[point] = (skipped[point] ?? 0) + 1;
  }
  function lose(count) {
    lost += count;
  }
  function failed(error) {
    const text2 = String(error?.stack ?? error).slice(0, 1e3);
    const known2 = Object.keys(errors);
    const key = known2.length < 50 || text2 in errors ? text2 : "more errors";
    errors[key] = (errors[key] ?? 0) + 1;
  }
  function record(e, count = 1, last = 0) {
    if (hostGone || inFlight > WINDOW && !waitFor(() => inFlight <= WINDOW)) {
      hostGone = inFlight > WINDOW;
      lost += count;
      return;
    }
    add(e, count, last);
    if (events.length >= EVENTS_A_BATCH || size >= BYTES_A_BATCH || e.mono - flushed > SPAN_NS) {
      flush();
    }
  }
  function add(e, count, last) {
    const row = [0, e.mono, e.point, e.kind, e.tid, e.thread, e.stack, e.object, e.args.map(settled), e.result && settled(e.result), e.exception];
    events.push(count > 1 ? [...row, count, last] : row);
    size += 200 + (e.result?.x?.length ?? 0);
    for (const arg of e.args) {
      size += arg.x?.length ?? 0;
    }
  }
  function tell(outcomes) {
    hooks.push(...outcomes);
  }
  var counted = () => 0;
  function countedBy(source) {
    counted = source;
  }
  function flush(final = false) {
    if (counted(hostGone ? (_e, count) => void (lost += count) : add) > 0) {
      events.sort((a, b) => a[1] - b[1]);
    }
    flushed = now();
    if (!final && events.length + stacks.length + hooks.length + lost === 0 && Object.keys(errors).length + Object.keys(skipped).length === 0) {
      return;
    }
    for (const event of events) {
      event[0] = seq++;
    }
    seq += lost;
    const head = {
      n: batch,
      next: seq,
      offset: Math.round(Date.now() * 1e3 - now() / 1e3),
      events,
      stacks,
      lost,
      skipped,
      errors,
      hooks,
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
    hooks = [];
    send({ t: "batch", size: length }, data);
  }
  function drain(timeoutMs) {
    flush(true);
    deaf = !waitFor(() => inFlight === 0, deaf ? 0 : timeoutMs);
    return !deaf;
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
        hostGone = deaf = false;
        listen();
      });
    };
    listen();
    setInterval(() => flush(), SPAN_NS / 1e6);
  }

  // src/templates.ts
  var MOST = 4096;
  var ROOM = 1024;
  var TRIES = 64;
  var current = /* @__PURE__ */ new Map();
  var previous = /* @__PURE__ */ new Map();
  var next = 1;
  var out = Memory.alloc(ROOM * COUNTED.size);
  var templates = {
    get(id) {
      return current.get(id) ?? previous.get(id);
    },
    prepare(env) {
      const global2 = (name) => classRef(env, name);
      const system = global2("java.lang.System");
      shared.add(SHARED.system).writePointer(system);
      shared.add(SHARED.identity).writePointer(staticMethod(env, system, "identityHashCode", "(Ljava/lang/Object;)I"));
      shared.add(SHARED.string).writePointer(global2("java.lang.String"));
      shared.add(SHARED.bytes).writePointer(newGlobal(env, getClass(env, newByteArray(env, 0))));
      countedBy(takeCounted);
    }
  };
  function takeCounted(each) {
    let total = 0;
    for (let n = -1; n < 0; ) {
      n = collect(out, ROOM);
      for (let i = 0; i < Math.abs(n); i++) {
        const row = out.add(i * COUNTED.size);
        const id = row.readS32();
        const known2 = current.get(id) ?? previous.get(id);
        if (known2 === void 0) {
          failed(new Error("calls were counted of which nothing else is known"));
          lose(row.add(COUNTED.count).readS32());
          continue;
        }
        each({ ...known2, mono: row.add(COUNTED.first).readDouble() }, row.add(COUNTED.count).readS32(), row.add(COUNTED.last).readDouble());
        total++;
      }
    }
    return total;
  }
  function onlyClass(value) {
    return value.t !== "null" && Object.keys(value).length === 1;
  }
  function learnClasses(site, call, result2, value) {
    const { env } = call;
    const see = (shown, ref) => {
      if (shown != null && onlyClass(shown) && ref instanceof NativePointer && !ref.isNull()) {
        addOpaque(site, env, getClass(env, ref));
      }
    };
    call.args.forEach((ref, i) => see(call.recorded[i], ref));
    see(result2, value);
  }
  function learn(site, call, event, value, canLearn) {
    if (site.tries < TRIES) {
      learnClasses(site, call, event.result, value);
    }
    if (!canLearn) {
      if (++site.tries === TRIES && site.learnt === 0) {
        stopLearning(site);
      }
      return 0;
    }
    site.learnt++;
    if (current.size >= MOST) {
      forget();
      previous = current;
      current = /* @__PURE__ */ new Map();
    }
    const id = next++;
    current.set(id, event);
    return id;
  }

  // src/threads.ts
  var FRESH_NS2 = 1e9;
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
  function threadName(env, tid, at) {
    const known2 = names.get(tid);
    if (known2 !== void 0 && known2.until > at) {
      return known2.name;
    }
    let name = "";
    if (threadClass !== null && currentThread !== null && nameField !== null) {
      pushFrame(env, 4);
      const thread2 = callStatic(env, threadClass, currentThread, "L", []);
      const ref = read(env, thread2, nameField);
      name = ref === null || ref.isNull() ? "" : text(env, ref, 256).text;
      popFrame(env, NULL);
    }
    if (names.size > 1e4) {
      names.clear();
    }
    names.set(tid, { name, until: at + FRESH_NS2 });
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

  // src/engine.ts
  var kept2 = [];
  var stackTexts = /* @__PURE__ */ new Map();
  function rememberStack(id, frames) {
    stackTexts.set(id, frames[0] ?? "");
    if (stackTexts.size > 65536) {
      stackTexts.clear();
    }
  }
  function makeBody(kind, points, site) {
    return { kind, points, site };
  }
  function observe(t, id, env, self, packed, result2, canLearn) {
    const site = placed(id);
    let call = null;
    try {
      call = begin(site, env, self, argsOf(site, packed), t);
    } catch (error) {
      cleared(env);
      failed(error);
    }
    const thrown = run(t, site.at, env, self, packed, result2);
    return call === null || call.emitted ? 0 : ended(site, call, result2, thrown !== 0, canLearn !== 0);
  }
  function observeResult(t, id, env, self, packed, result2, mono, template, canLearn, thrown) {
    const site = placed(id);
    const known2 = templates.get(template);
    const call = {
      env,
      self,
      args: argsOf(site, packed),
      original: site,
      point: site.points.find((p) => p.index === known2?.point) ?? site.points[0],
      tid: tidOf(t),
      caller: { mono, stack: known2?.stack ?? t.add(THREAD.stack).readS32() },
      object: known2?.object ?? 0,
      recorded: [],
      emitted: false
    };
    if (known2 !== void 0) {
      call.recorded = known2.args;
    } else {
      attempt(env, () => site.kind.before(call));
    }
    return ended(site, call, result2, thrown !== 0, canLearn !== 0);
  }
  function attempt(env, work) {
    try {
      work();
    } catch (error) {
      cleared(env);
      failed(error);
    }
  }
  function ended(site, call, result2, failed2, canLearn) {
    const { env } = call;
    const thrown = failed2 ? exceptionOccurred(env) : NULL;
    if (failed2) {
      exceptionClear(env);
    }
    let learnt = 0;
    attempt(env, () => {
      const value = resultOf(site, result2);
      const event = finish(site.kind, call, value, thrown);
      if (!failed2 && site.kind.lane === true) {
        learnt = learn(site, call, event, value, canLearn);
      }
    });
    if (failed2) {
      throwRef(env, thrown);
    }
    return learnt;
  }
  function prepare4(env) {
    templates.prepare(env);
    const p = "pointer";
    const callbacks = [
      [SHARED.slow, new NativeCallback(observe, "int", [p, "int", p, p, p, p, "int"])],
      [SHARED.same, new NativeCallback(observeResult, "int", [p, "int", p, p, p, p, "double", "int", "int", "int"])],
      [SHARED.resolve, new NativeCallback((id) => resolve(placed(id)), "void", ["int"])]
    ];
    for (const [field, callback] of callbacks) {
      shared.add(field).writePointer(callback);
      kept2.push(callback);
    }
  }
  function begin(site, env, self, args, t) {
    const caller = taken(t, site.site);
    const point = site.kind.choose(site.points, env, args, self);
    if (point === null) {
      return null;
    }
    const prefixes = site.points[0].skip_callers;
    if (prefixes.length > 0) {
      const frame = stackTexts.get(caller.stack) ?? "";
      if (prefixes.some((p) => frame.startsWith(p))) {
        skip(point.index);
        return null;
      }
    }
    const object2 = t.add(THREAD.object).readS32() || (site.isStatic ? 0 : identityOf(env, self));
    const call = { env, self, args, original: site, point, tid: tidOf(t), caller, object: object2, recorded: [], emitted: false };
    site.kind.before(call);
    return call;
  }
  function finish(kind, call, value, thrown) {
    const failure = thrown.isNull() ? null : throwableText(call.env, thrown);
    const result2 = failure !== null ? null : kind.after(call, value);
    return emit(call, kind.label ?? "call", result2, failure);
  }
  function emit(call, kind, result2, exception) {
    const event = {
      mono: call.caller.mono,
      stack: call.caller.stack,
      point: call.point.index,
      kind,
      tid: call.tid,
      thread: threadName(call.env, call.tid, call.caller.mono),
      object: call.object,
      args: call.recorded,
      result: result2,
      exception
    };
    record(event);
    return event;
  }
  function unrecorded(work) {
    const recording = thread().add(THREAD.recording);
    if (recording.readS32() !== 0) {
      return work();
    }
    recording.writeS32(1);
    try {
      return work();
    } finally {
      recording.writeS32(0);
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
  function prepare5(env, types) {
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
    const known2 = describe(env, ref, type);
    if (known2 !== null) {
      return parts(env, ref, type, known2, depth);
    }
    if (PLATFORM.test(type) && depth < DEPTH_LIMIT) {
      if (is(env, ref, "java.util.Collection")) {
        const all2 = toArray === null ? null : read(env, ref, toArray);
        return all2 === null ? { t: type } : { ...array(env, all2, "[Ljava.lang.Object;", depth), t: type };
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
      const letter2 = type[1];
      const of = Object.keys(PRIMITIVE).find((p) => PRIMITIVE[p] === letter2);
      const size2 = { Z: 1, S: 2, I: 4, J: 8, F: 4, D: 8 }[letter2];
      const from = n === 0 ? NULL : region(env, ref, letter2, 0, n);
      for (let i = 0; i < n; i++) {
        const p = from.add(i * size2);
        items.push(primitive(of, { Z: () => p.readU8(), S: () => p.readS16(), I: () => p.readS32(), J: () => p.readS64(), F: () => p.readFloat(), D: () => p.readDouble() }[letter2]()));
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
  function parts(env, ref, type, known2, depth) {
    const value = known2.text === null ? { t: type } : { ...textOf(env, ref, known2.text), t: type };
    if (known2.parts.length > 0 && depth < DEPTH_LIMIT) {
      value.f = {};
      for (const part of known2.parts) {
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
    if (type === "java.lang.String" && !raw.isNull()) {
      return string(env, raw);
    }
    return isPrimitive(type) ? primitive(type, raw) : object(env, raw);
  }
  function recordArgs(call) {
    call.recorded = call.original.args.map((type, i) => encode(call.env, type, call.args[i]));
  }
  function result(call, value) {
    return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value);
  }
  var plain2 = {
    lane: true,
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
  var PATIENCE_MS = 1e3;
  var kept3 = [];
  var collecting = null;
  var owner = 0;
  function exclusively(work) {
    const me = Process.getCurrentThreadId();
    const end = Date.now() + PATIENCE_MS;
    while (owner !== 0 && owner !== me && Date.now() < end) {
      Thread.sleep(1e-3);
    }
    const before = owner;
    owner = me;
    try {
      work();
    } finally {
      owner = before === me ? me : 0;
    }
  }
  function replace(method, env, body, failed2 = (e) => {
    throw e;
  }) {
    if (collecting === null) {
      throw new Error("replace() outside of atOnce()");
    }
    collecting.push({ method, env, body, failed: failed2 });
  }
  function bare(method, env, body) {
    const ret = method.returnType.type;
    const args = method.argumentTypes.map((t) => t.type);
    const isStatic = method.type === STATIC;
    const holder = newGlobal(env.handle, method.holder.$copyClassHandle(env));
    const native = originalCall(env.handle, isStatic, ret, args);
    let target = null;
    const resolve2 = () => target = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api);
    const call = isStatic ? (e, self, a) => native(e, self, target ?? resolve2(), ...a) : (e, self, a) => native(e, self, holder, target ?? resolve2(), ...a);
    const callback = new NativeCallback(
      (e, self, ...rest) => body(() => call(e, self, rest), e, self, rest),
      ret,
      ["pointer", "pointer", ...args]
    );
    kept3.push(callback);
    return callback;
  }
  function put(method, callback) {
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
  function putAll(all2) {
    const placed2 = [];
    const sources = [];
    const attempt2 = (wanted, work) => {
      try {
        work();
      } catch (error) {
        wanted.failed(error);
      }
    };
    for (const wanted of all2) {
      const { method, env, body } = wanted;
      attempt2(wanted, () => {
        if (typeof body === "function") {
          put(method, bare(method, env, body));
        } else {
          placed2.push(place2(method, env, body));
          sources.push(wanted);
        }
      });
    }
    const functions2 = wrapped(placed2);
    functions2.forEach((callback, i) => attempt2(sources[i], () => put(sources[i].method, callback)));
  }
  function atOnce(env, work) {
    exclusively(() => replaceAll(env, work));
  }
  function replaceAll(env, work) {
    const script = Script;
    const later = script.nextTick;
    const waiting2 = [];
    const before = collecting;
    const mine = collecting = [];
    try {
      work();
    } finally {
      collecting = before;
    }
    if (mine.length === 0) {
      return;
    }
    script.nextTick = (fn, ...args) => void waiting2.push(() => fn(...args));
    try {
      putAll(mine);
    } finally {
      script.nextTick = later;
    }
    try {
      waiting2.forEach((run2) => run2());
    } finally {
      passThrough(env);
    }
    resolveTargets();
  }

  // src/exits.ts
  var NATIVE = {
    exit: "on_exit",
    _exit: "on_end",
    _Exit: "on_end",
    abort: "on_end",
    kill: "on_kill",
    raise: "on_raise",
    tgkill: "on_tgkill"
  };
  var JAVA = [["java.lang.Shutdown", "shutdown"], ["java.lang.Shutdown", "halt"]];
  var ending = new NativeCallback(() => void drain(EXIT_TIMEOUT_MS), "void", []);
  function guardExits(env) {
    for (const [name, method] of JAVA) {
      try {
        for (const overload of Java.use(name)[method].overloads) {
          replace(overload, env, (original) => {
            closing();
            drain(EXIT_TIMEOUT_MS);
            closing();
            return original();
          });
        }
      } catch (error) {
        failed(error);
      }
    }
    shared.add(SHARED.drain).writePointer(ending);
    for (const [name, onEnter] of Object.entries(NATIVE)) {
      const address = Module.findGlobalExportByName(name);
      if (address !== null) {
        Interceptor.attach(address, { onEnter: library[onEnter] });
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
      const known2 = bucket.find((e) => isSame(env, e.weak, ref) !== 0);
      if (known2 !== void 0) {
        known2.value = value;
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
      const out2 = output(call);
      call.recorded = args.map((_type, i) => i === out2 ? { t: "output" } : input(call, i));
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
      const out2 = output(call);
      if (out2 < 0) {
        return encode(env, original.ret, value);
      }
      if (original.args[out2] === BUFFER) {
        return bufferBytes(env, call.args[out2], LIMIT, Math.max(0, value));
      }
      const offset = original.args[out2 + 1] === "int" ? call.args[out2 + 1] : 0;
      return bytes(env, call.args[out2], offset, Math.max(0, value), LIMIT);
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
        const next2 = uri.charAt(prefix.length);
        const fits = prefix === "" || uri.startsWith(prefix) && (next2 === "" || "/?#".includes(next2) || prefix.endsWith("/"));
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
    constructor(env, use) {
      this.use = use;
      this.env = env;
      this.modifiers = member(env.handle, classRef(env.handle, "java.lang.reflect.Method"), "int", "getModifiers", false);
    }
    sites = /* @__PURE__ */ new Map();
    modifiers;
    env;
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
    add(point, classes = point.classes) {
      const outcome = { point: point.id, resolved: false, overloads: 0, reason: null };
      let reason = `no class ${classes.join(" or ")}`;
      for (const name of classes) {
        let cls;
        try {
          cls = this.use(name);
        } catch {
          continue;
        }
        try {
          const all2 = overloadsOf(cls, point.method);
          const wanted = all2.filter((m) => same(m, point.overloads));
          const usable = point.method === "<init>" ? wanted : wanted.filter((m) => this.hasBody(cls, m));
          if (usable.length === 0) {
            reason = all2.length === 0 ? `no method ${name}.${point.method}` : wanted.length === 0 ? `no such overload of ${name}.${point.method}` : `${name}.${point.method} is abstract`;
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
        const failed2 = (error) => {
          for (const point of site.points) {
            outcomes.set(point.id, { point: point.id, resolved: false, overloads: 0, reason: `not replaceable: ${String(error.message ?? error).slice(0, 300)}` });
          }
        };
        const special = site.points.find((p) => p.kind !== "method" && p.kind !== "constructor") ?? site.points[0];
        replace(site.method, this.env, makeBody(KINDS[special.kind], site.points, site.name), failed2);
      }
    }
    /** Cells of cursors: one hook a getter, whatever provider the cursor came from. */
    installCells(index) {
      const owner2 = { index, id: "cursor", kind: "provider", classes: [], method: "get", overloads: null, match: [], match_arg: 0, group: "cursor", skip_callers: [], callback: null };
      let cls;
      try {
        cls = Java.use("android.database.CursorWrapper");
      } catch {
        return;
      }
      for (const name of CELLS) {
        for (const method of overloadsOf(cls, name).filter((m) => this.hasBody(cls, m))) {
          replace(method, this.env, makeBody(cell, [owner2], `android.database.CursorWrapper.${name}`));
        }
      }
    }
  };
  function install(points, env) {
    const outcomes = /* @__PURE__ */ new Map();
    atOnce(env, () => prepareAll(points, outcomes));
    return [...outcomes.values()];
  }
  function prepareAll(points, outcomes) {
    const installer2 = new Installer(Java.vm.getEnv(), (name) => Java.use(name));
    for (const point of points) {
      outcomes.set(point.id, installer2.add(point));
    }
    installer2.install(outcomes);
    if (points.some((p) => p.kind === "provider")) {
      installer2.installCells(0);
    }
  }
  function installIn(factory, points, name, env) {
    const outcomes = /* @__PURE__ */ new Map();
    atOnce(env, () => {
      const installer2 = new Installer(Java.vm.getEnv(), (wanted) => factory.use(wanted));
      points.forEach((point) => outcomes.set(point.id, installer2.add(point, [name])));
      installer2.install(outcomes);
    });
    return [...outcomes.values()];
  }

  // src/late.ts
  var waiting = /* @__PURE__ */ new Map();
  var known = /* @__PURE__ */ new Map();
  var queue = [];
  var installer = 0;
  var appeared = new NativeCallback((env, cls) => {
    if (tidOf(thread()) === installer) {
      return;
    }
    if (installer !== 0) {
      queue.push(newGlobal(env, cls));
      return;
    }
    hook(env, cls);
  }, "void", ["pointer", "pointer"]);
  function watching(env, points, install2) {
    for (const point of points) {
      for (const name of point.classes) {
        waiting.set(name, [...waiting.get(name) ?? [], point]);
      }
    }
    if (Java.api.flavor !== "jvm") {
      install2();
      atOnce(env.handle, () => watchLoaders(env));
      return;
    }
    installer = tidOf(thread());
    shared.add(SHARED.late).writePointer(appeared);
    for (const name of waiting.keys()) {
      want(Memory.allocUtf8String(descriptor(name)));
    }
    if (!watchClasses()) {
      failed(new Error("the runtime does not tell of classes that are loaded later"));
    }
    try {
      install2();
      for (const name of waiting.keys()) {
        const cls = classRef(env.handle, name);
        if (cls !== null) {
          known.set(name, [cls]);
        }
      }
    } finally {
      installer = 0;
    }
    queue.splice(0).forEach((cls) => hook(env.handle, cls));
  }
  function hook(env, cls) {
    unrecorded(() => {
      try {
        const name = className(env, cls);
        const same2 = known.get(name) ?? [];
        const points = waiting.get(name);
        if (points === void 0 || same2.some((c) => isSame(env, c, cls) !== 0)) {
          return;
        }
        const kept4 = newGlobal(env, cls);
        known.set(name, [...same2, kept4]);
        const loader = loaderOf(env, cls);
        const mono = now();
        const outcomes = withClass(name, kept4, loader.ref, () => installIn(new Java.ClassFactory(), points, name, env));
        tell(outcomes.map((o) => ({ ...o, mono, loader: loader.name })));
      } catch (error) {
        cleared(env);
        failed(error);
      }
    });
  }
  function watchLoaders(env) {
    let cls;
    try {
      cls = Java.use("dalvik.system.BaseDexClassLoader");
    } catch (error) {
      failed(error);
      return;
    }
    const more = cls.$has("addDexPath") ? cls.addDexPath.overloads : [];
    for (const method of [...cls.$init.overloads, ...more]) {
      replace(method, env, (original, e, self) => {
        const value = original();
        const thrown = exceptionOccurred(e);
        if (thrown.isNull()) {
          unrecorded(() => askLoader(e, self));
        }
        return value;
      });
    }
  }
  function askLoader(env, self) {
    try {
      const loader = Java.retain(Java.cast(self, Java.use("java.lang.ClassLoader")));
      const factory = Java.ClassFactory.get(loader);
      const mono = now();
      for (const [name, points] of waiting) {
        let cls;
        try {
          cls = factory.use(name).$copyClassHandle(Java.vm.getEnv());
        } catch {
          continue;
        }
        const same2 = known.get(name) ?? (classRef(env, name) === null ? [] : [classRef(env, name)]);
        if (same2.some((c) => isSame(env, c, cls) !== 0)) {
          continue;
        }
        known.set(name, [...same2, newGlobal(env, cls)]);
        const outcomes = installIn(factory, points, name, env);
        tell(outcomes.map((o) => ({ ...o, mono, loader: loaderOf(env, cls).name })));
      }
    } catch (error) {
      cleared(env);
      failed(error);
    }
  }

  // src/main.ts
  rpc.exports = {
    install(config) {
      if (!Java.available) {
        throw new Error("the process runs no Java");
      }
      let hooks2 = [];
      Java.vm.perform(
        (env) => unrecorded(() => {
          prepare(env);
          prepare2(env, (id, frames) => {
            rememberStack(id, frames);
            addStack(id, frames);
          });
          prepare3(env.handle);
          prepare5(env.handle, config.types);
          prepare4(env.handle);
          atOnce(env.handle, () => guardExits(env));
          watching(env, config.points, () => {
            hooks2 = install(config.points, env.handle);
          });
        })
      );
      start();
      return { flavor: Java.api.flavor, hooks: hooks2 };
    },
    flush() {
      flush();
    }
  };
})();
