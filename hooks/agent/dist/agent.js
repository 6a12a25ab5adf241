// agent built from f700d36c6d86f41cb7e74d37e8b9a7c9cbc6503e53391ac25042e6e1ec1b8624 by frida 17.26.2
"use strict";
(() => {
  // src/attach.ts
  var ATTACH_AS_DAEMON = 7;
  var VERSION = 65542;
  var runtime = Process.findModuleByName("libjvm.so") ?? Process.findModuleByName("libart.so");
  if (runtime !== null) {
    const created = new NativeFunction(runtime.getExportByName("JNI_GetCreatedJavaVMs"), "int", [
      "pointer",
      "int",
      "pointer"
    ]);
    const vms = Memory.alloc(16);
    if (created(vms, 1, vms.add(8)) === 0 && vms.add(8).readS32() > 0) {
      const vm = vms.readPointer();
      const attach = new NativeFunction(
        vm.readPointer().add(ATTACH_AS_DAEMON * Process.pointerSize).readPointer(),
        "int",
        ["pointer", "pointer", "pointer"]
      );
      const name = Memory.allocUtf8String("agent");
      const args = Memory.alloc(3 * Process.pointerSize);
      args.writeS32(VERSION);
      args.add(Process.pointerSize).writePointer(name);
      if (attach(vm, vms, args) === 0) {
        leaveGroup(vms.readPointer());
      }
    }
  }
  function leaveGroup(env) {
    const p = "pointer";
    const jni = (index, result, ...types) => new NativeFunction(
      env.readPointer().add(index * Process.pointerSize).readPointer(),
      result,
      [p, ...types]
    );
    const text = (value) => Memory.allocUtf8String(value);
    const [findClass, methodId, call] = [jni(6, p, p), jni(33, p, p, p, p), jni(34, p, p, p)];
    const [staticId, callStatic, callVoid] = [jni(113, p, p, p, p), jni(114, p, p, p), jni(61, "void", p, p, "...", p)];
    const [push, pop, clear] = [jni(19, "int", "int"), jni(20, p, p), jni(17, "void")];
    push(env, 8);
    const [names, descriptors] = [
      ["java/lang/Thread", "java/lang/ThreadGroup"].map(text),
      ["()Ljava/lang/Thread;", "()Ljava/lang/ThreadGroup;", "(Ljava/lang/Thread;)V"].map(text)
    ];
    const [thread, group] = names.map((name) => findClass(env, name));
    const [current, groupOf, remove] = ["currentThread", "getThreadGroup", "remove"].map(text);
    const self = callStatic(env, thread, staticId(env, thread, current, descriptors[0]));
    const own = call(env, self, methodId(env, thread, groupOf, descriptors[1]));
    const id = methodId(env, group, remove, descriptors[2]);
    if (id.isNull()) {
      clear(env);
    } else {
      callVoid(env, own, id, self);
    }
    pop(env, NULL);
  }
})();
/*@bridge*/
"use strict";
(() => {
  var __defProp = Object.defineProperty;
  var __export = (target3, all3) => {
    for (var name2 in all3)
      __defProp(target3, name2, { get: all3[name2], enumerable: true });
  };

  // src/native/checks.ts
  var COMPLAINTS = globalThis.harnessChecksJni ?? "";
  var CHECKS = COMPLAINTS === "" ? "" : "#define CHECK_JNI\n";
  var CHECK_IMPORTS = COMPLAINTS === "" ? [] : ["open", "dprintf", "close"];

  // src/native/compiled.ts
  var WIDTHS = {
    u8: 1,
    u16: 2,
    s32: 4,
    u32: 4,
    s64: 8,
    double: 8,
    pointer: Process.pointerSize,
    word: 8,
    part: 0
  };
  var misfits = [];
  function refuseMisfits() {
    if (misfits.length > 0) {
      throw new Error(`the agent's native part ${misfits[0]}: it does not fit this processor (${Process.arch})`);
    }
  }
  function fieldInC(name2) {
    return name2.replace(/[A-Z]/g, (letter2) => `_${letter2.toLowerCase()}`);
  }
  var Facts = class {
    rows = /* @__PURE__ */ new Map();
    /** `table` is the module's list of `struct fact`. */
    constructor(table) {
      const row2 = Process.pointerSize + 8;
      for (let fact = table; !fact.readPointer().isNull(); fact = fact.add(row2)) {
        const at = fact.add(Process.pointerSize);
        this.rows.set(fact.readPointer().readCString(), { at: at.readS32(), size: at.add(4).readS32() });
      }
    }
    row(name2) {
      const found3 = this.rows.get(name2);
      if (found3 === void 0) {
        misfits.push(`has no ${name2}`);
        return { at: 0, size: 0 };
      }
      return found3;
    }
    number(name2) {
      return this.row(name2).at;
    }
    struct(struct, fields) {
      const places = { size: this.row(struct).size };
      for (const [name2, width] of Object.entries(fields)) {
        const field = `${struct}.${fieldInC(name2)}`;
        const { at, size: size2 } = this.row(field);
        if (WIDTHS[width] !== 0 && size2 !== WIDTHS[width]) {
          misfits.push(`has ${field} in ${size2} bytes, not in ${WIDTHS[width]}`);
        }
        places[name2] = at;
      }
      return places;
    }
    /** The struct of the module's state. */
    state(struct, fields) {
      const places = this.struct(struct, fields);
      if (places.size > Process.pageSize) {
        misfits.push(`needs ${places.size} bytes for ${struct}, and has ${Process.pageSize}`);
      }
      return places;
    }
  };
  function compile(source, state2, system, symbols2 = {}) {
    const room4 = Memory.alloc(Process.pageSize);
    const module3 = new CModule(source, {
      ...state2 === null ? {} : { [state2]: room4 },
      ...symbols2,
      ...Object.fromEntries(system.map((name2) => [name2, Module.getGlobalExportByName(name2)]))
    });
    return { module: module3, state: room4, facts: new Facts(module3.facts) };
  }
  function errnoAt() {
    return Module.findGlobalExportByName("__errno_location") ?? Module.getGlobalExportByName("__errno");
  }

  // src/native/core.c.ts
  var core_c_default = `
/*
 * The part of every hook that runs without JavaScript: the clock, the caller's stack as a number, what a thread is in the
 * middle of, and calls that are the same as one already recorded, which are only counted.
 *
 * A call is the same when its thread, point, object, stack, arguments and result are what they were: the values' contents
 * are hashed to 128 bits, with keys chosen anew in each process. Anything else goes to \`before\` and \`after\`, in JavaScript:
 * while the original runs there is no JavaScript on the stack, so that a hooked call takes little of it.
 */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif
/* An argument or a result, as the wrappers of hooked methods hand it on (wrapper.c, sites.ts). */
typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
/* What the core itself needs: its state, since a CModule's own variables are read-only, and the C library. */
struct time { long s; long ns; };
extern struct shared g;
extern void *gum_invocation_context_get_nth_argument (void *, unsigned);
extern int g_atomic_int_add (volatile int32_t *, int32_t);
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
extern void *pthread_self (void);
extern int pthread_getattr_np (void *, void *);
extern int pthread_attr_getstack (void *, void **, unsigned long *);
extern int pthread_attr_destroy (void *);
/* How the native part finds a JNI function; with CHECK_JNI, for tests, each use of one is looked at (checks.ts). */
#ifndef CHECK_JNI
#define JNI(index) ((*(void ***) env)[index])
#else
extern int open (const char *, int, ...);
extern int dprintf (int, const char *, ...);
extern int close (int);

enum { MOST_COMPLAINTS = 64, NOT_ATTACHED = 1, OTHER_ENV, PENDING };

const char *fault_of (int number) {
  switch (number) {
    case NOT_ATTACHED: return "on a thread that is not attached";
    case OTHER_ENV: return "with another thread's JNIEnv";
    default: return "with an exception pending";
  }
}

int misuse (void *env, int index) {
  int (*get_env) (void *, void **, int);
  uint8_t (*pending) (void *);
  void *own = 0;
  if (g.vm.p == 0) return 0;
  get_env = (*(void ***) g.vm.p)[6];
  if (get_env (g.vm.p, &own, 0x10006) != 0) return NOT_ATTACHED;
  if (own != env) return OTHER_ENV;
  switch (index) { /* functions that may be called with an exception pending: kFlag_ExcepOkay in check_jni.cc */
    case 15: case 16: case 17: case 19: case 20: case 22: case 23: case 166: case 170: case 191: case 192: case 193: case 194:
    case 195: case 196: case 197: case 198: case 218: case 223: case 225: case 227: case 228: return 0;
  }
  pending = (*(void ***) env)[228];
  return pending (env) ? PENDING : 0;
}

void complain (const char *where, int index, const char *fault) {
  int file;
  if (g.complaining || g.complaints >= MOST_COMPLAINTS) return;
  g.complaining = 1;
  g.complaints++;
  file = open (g.complaints_to.p, 02001, 0); /* O_WRONLY | O_APPEND: a file that is gone has no reader */
  if (file >= 0) {
    dprintf (file, "process %d: JNI function %d called %s by %s\\n", getpid (), index, fault, where);
    close (file);
  }
  g.complaining = 0;
}

static void *checked (void *env, int index, const char *where) {
  int fault = misuse (env, index);
  if (fault != 0) complain (where, index, fault_of (fault));
  return env;
}

#define JNI(index) ((*(void ***) checked (env, index, __FUNCTION__))[index])
#endif
/* What a thread is in the middle of, the clock, and room on the stack. */

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

static void find_floor (struct thread *t);

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
  t->recording = 1; /* a main thread's stack is looked up in a file */
  find_floor (t);
  t->recording = 0;
  pthread_mutex_lock (g.threads_lock);
  t->next = g.threads.p;
  g.threads.p = t;
  pthread_mutex_unlock (g.threads_lock);
  return t;
}

static void find_floor (struct thread *t) {
  uint64_t attributes[32]; /* more than any C library's */
  void *end = 0;
  unsigned long size;
  if (pthread_getattr_np (pthread_self (), attributes) != 0) return;
  if (pthread_attr_getstack (attributes, &end, &size) == 0) t->floor = (uintptr_t) end;
  pthread_attr_destroy (attributes);
}

static int room (struct thread *t, uint64_t bytes) {
  char here;
  return (uintptr_t) &here > t->floor + bytes;
}

void unseen (void) {
  pthread_mutex_lock (g.stacks_lock);
  g.unseen++;
  pthread_mutex_unlock (g.stacks_lock);
}

int fits (struct thread *t, int bytes) {
  return room (t, bytes);
}

int script_fits (struct thread *t) {
  if (room (t, ROOM_FOR_SCRIPT)) return 1;
  unseen ();
  return 0;
}

int take_unseen (void) {
  int n;
  pthread_mutex_lock (g.stacks_lock);
  n = g.unseen;
  g.unseen = 0;
  pthread_mutex_unlock (g.stacks_lock);
  return n;
}

/* Frida's own library has the one atomic addition that TinyCC can be given. The number before it is raised: */
int take (int32_t *next) { return g_atomic_int_add (next, 1); }

int take_unhooked (void) {
  int n = g.unhooked;
  g_atomic_int_add (&g.unhooked, -n);
  return n;
}
/* The caller's stack, as a number. */

static uint64_t mix (uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9fb21c651e98df25ULL;
  return h ^ (h >> 29);
}

static void number (struct thread *t, uint64_t h) {
  uint64_t *keys = g.keys.p;
  int32_t *numbers = g.numbers.p;
  uint32_t slot = (uint32_t) (h ^ (h >> 32)) & (STACKS - 1), i;
  pthread_mutex_lock (g.stacks_lock);
  while (numbers[slot] != 0 && keys[slot] != h) slot = (slot + 1) & (STACKS - 1);
  if (numbers[slot] == 0) {
    if (g.used == STACKS / 2) {
      for (i = 0; i != STACKS; i++) numbers[i] = 0;
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

/* JVMTI's GetStackTrace. */
static int walk_jvmti (struct thread *t, int skip, uint64_t *h) {
  int (*walk) (void *, void *, int, int, void *, int *) = (*(void ***) g.jvmti.p)[103];
  int count = 0, i;
  if (walk (g.jvmti.p, (void *) 0, skip, MAX_FRAMES, t->frame, &count) != 0) return -1;
  for (i = 0; i != count; i++) *h = mix (mix (*h, (uintptr_t) t->frame[i].method), (uint64_t) t->frame[i].location);
  return count;
}

static int pointers (void *env, void *array, int at, int n, void *to) {
  ((void (*) (void *, void *, int, int, void *)) (sizeof (void *) == 8 ? JNI (204) : JNI (203))) (env, array, at, n, to);
  return n;
}

/* ART's own trace, as every Throwable has one: an array of all methods' addresses and after them all places in their code.
 * The methods are no objects and do not move. */
static int hash_trace (struct thread *t, void *env, void *trace, int skip, uint64_t *h) {
  void *(*element) (void *, void *, int) = JNI (173);
  void (*drop) (void *, void *) = JNI (23);
  int (*length) (void *, void *) = JNI (171);
  void *array = g.nested ? element (env, trace, 0) : trace;
  uintptr_t *words = (uintptr_t *) t->frame;
  int i, depth, count;
  if (array == 0) return -1;
  depth = length (env, array) / 2;
  count = depth - skip;
  if (count > MAX_FRAMES) count = MAX_FRAMES;
  if (count > 0) {
    pointers (env, array, skip, count, words);
    pointers (env, array, depth + skip, count, words + count);
    for (i = 0; i != 2 * count; i++) *h = mix (*h, words[i]);
  }
  if (array != trace) drop (env, array);
  return count < 0 ? 0 : count;
}

static int walk_art (struct thread *t, void *env, int skip, uint64_t *h) {
  uint8_t (*pending) (void *) = JNI (228);
  void (*clear) (void *) = JNI (17);
  void (*drop) (void *, void *) = JNI (23);
  void *(*call) (void *, void *, void *, value *) = JNI (116);
  value none;
  void *trace = call (env, g.throwable.p, g.fill.p, &none);
  int count = -1;
  if (pending (env)) clear (env); /* there was no memory for it */
  else if (trace != 0) count = hash_trace (t, env, trace, skip, h);
  if (trace != 0) drop (env, trace);
  return count;
}

/* The clock and the caller's stack as a number. Without a way to walk it, or when that failed, frames is -1. */
void moment (struct thread *t, void *env, int skip) {
  uint64_t h = g.seed[0];
  t->mono = now ();
  t->fresh = 0;
  t->stack = 0;
  t->frames = g.jvmti.p != 0 ? walk_jvmti (t, skip, &h) : g.fill.p != 0 ? walk_art (t, env, skip, &h) : -1;
  if (t->frames > 0) number (t, h);
}

/* ART: whether a thread is in native code, so that Java may be asked. */
int in_native (void *env) {
  return (*((uint32_t **) env)[1] & g.state_mask) == g.native;
}

/* A thread that ART counts as running, or as collecting, must not wait for JavaScript: who has that may be waiting for ART. */
int may_wait (void) {
  int (*get_env) (void *, void **, int);
  void *env = 0;
  if (g.state_mask == 0) return 1;
  get_env = (*(void ***) g.vm.p)[6];
  return get_env (g.vm.p, &env, 0x10006) != 0 || in_native (env);
}
/* Values, as 128 bits. */

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
  if (n > LONGEST) return 0;
  region (env, l, 0, n, t->text);
  word (k, 2 + ((uint64_t) n << 8));
  data (k, t->text, 2 * n);
  return 1;
}

static int bytes (struct thread *t, uint64_t *k, void *env, void *l) {
  int (*length) (void *, void *) = JNI (171);
  void (*region) (void *, void *, int, int, void *) = JNI (200);
  int n = length (env, l);
  if (n > 2 * LONGEST) return 0;
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
  uint8_t (*thrown) (void *) = JNI (228);
  void (*clear) (void *) = JNI (17);
  const uint8_t *types = s->types.p;
  value a;
  int i;
  k[0] = g.seed[0];
  k[1] = g.seed[1];
  word (k, (uint64_t) (uint32_t) s->id << 32 | (uint32_t) t->stack);
  if (!s->is_static) {
    a.l = self;
    t->object = identity (env, g.system.p, g.identity.p, &a);
    if (thrown (env)) { clear (env); t->object = 0; return 0; } /* a desktop JVM has no room left for a call; the app's own is to fail by itself */
    word (k, (uint32_t) t->object);
  }
  for (i = 0; i != s->n; i++) if (!hash (t, s, k, env, types[i], &v[i])) return 0;
  return 1;
}
/* Calls that are the same as one already recorded are only counted. */

static int known (struct thread *t, uint64_t *k) {
  int i, at = (int) (k[0] >> 20);
  for (i = 0; i != 4; i++) {
    struct known *e = &t->known[(at + i) & (WAYS - 1)];
    if (e->template != 0 && e->a == k[0] && e->b == k[1]) return t->mono - e->born < FRESH_NS ? e->template : 0;
  }
  return 0;
}

/* Counts a call that is the same as one already recorded: 1. The row that it would be part of spans too much: 2. */
static int again (struct thread *t, uint64_t *k, double mono) {
  int i, done = 0, at = (int) (k[0] >> 20);
  pthread_mutex_lock (t->lock);
  for (i = 0; i != 4; i++) {
    struct pending *e = &t->pending[(at + i) & (WAYS - 1)];
    if (e->template == 0 || e->a != k[0] || e->b != k[1]) continue;
    if (e->count == 0) e->first = mono;
    else if (mono - e->first > SPAN_NS) { done = 2; break; }
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
  struct known *to = &t->known[at & (WAYS - 1)];
  for (i = 0; i != 4; i++) {
    struct known *e = &t->known[(at + i) & (WAYS - 1)];
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
    struct pending *e = &t->pending[(at + i) & (WAYS - 1)];
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
  for (p = (struct thread **) &g.threads.p; (t = *p) != 0 && n + WAYS <= most;) {
    int dead = t->dead;
    pthread_mutex_lock (t->lock);
    for (i = 0; i != WAYS; i++) {
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
    for (i = 0; i != WAYS; i++) {
      t->known[i].template = 0;
      if (t->pending[i].count == 0) t->pending[i].template = 0;
      else t->pending[i].stale = 1;
    }
    pthread_mutex_unlock (t->lock);
  }
  pthread_mutex_unlock (g.threads_lock);
}
/* The end of the process. */

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

/* The same for the agent's own thread, which must not wait: whether it may enter the runtime now. */
int admit (void) {
  struct thread *t = here_now ();
  pthread_mutex_lock (t->lock);
  t->recording = 1;
  pthread_mutex_unlock (t->lock);
  if (!held (t)) return 1;
  t->recording = 0;
  return 0;
}

/* For calls of native functions. */
void wait_for_end (void) {
  if (g.ending != 0) hold (here_now ());
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
  int64_t until = ticks () + HOLD_NS;
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
  g.ending = ticks () + HOLD_NS;
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

void on_end (void *context) { (void) context; end (1); }
void on_exit (void *context) { (void) context; end (0); }
void on_raise (void *context) { signalled ((int) (intptr_t) argument (context, 0)); }
void on_kill (void *context) {
  int pid = (int) (intptr_t) argument (context, 0);
  if (pid == g.pid || pid == 0 || pid == -1) signalled ((int) (intptr_t) argument (context, 1));
}
void on_tgkill (void *context) {
  if ((int) (intptr_t) argument (context, 0) == g.pid) signalled ((int) (intptr_t) argument (context, 2));
}
/* Classes that appear later. */

int is_wanted (const char *name) {
  const uint64_t *wanted = g.wanted.p;
  uint64_t h = 0;
  int i;
  for (; *name != 0; name++) h = mix (h, (uint8_t) *name);
  for (i = (int) (h & (WANTED - 1)); wanted[i] != 0; i = (i + 1) & (WANTED - 1)) if (wanted[i] == h) return 1;
  return 0;
}

/* A class that is waited for is there. */
void appeared (void *env, void *cls) {
  struct thread *t = here_now ();
  int inside;
  if (!room (t, ROOM_FOR_SCRIPT)) {
    take (&g.unhooked);
    return;
  }
  inside = t->recording;
  if (!inside) into (t);
  ((void (*) (void *, void *)) g.late.p) (env, cls);
  t->recording = inside;
}

void class_prepared (void *jvmti, void *env, void *thread, void *cls) {
  int (*signature) (void *, void *, char **, char **) = (*(void ***) jvmti)[47];
  int (*release) (void *, char *) = (*(void ***) jvmti)[46];
  char *name;
  int wanted;
  (void) thread;
  if (signature (jvmti, cls, &name, 0) != 0) return;
  wanted = is_wanted (name);
  release (jvmti, name);
  if (wanted) appeared (env, cls);
}

void want (const char *name) {
  uint64_t *wanted = g.wanted.p;
  uint64_t h = 0;
  int i;
  if (g.wanted_count == WANTED / 2) return;
  for (; *name != 0; name++) h = mix (h, (uint8_t) *name);
  for (i = (int) (h & (WANTED - 1)); wanted[i] != 0; i = (i + 1) & (WANTED - 1)) if (wanted[i] == h) return;
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

/* Nobody is told any more: what is called for a class goes with the agent. */
void unwatch_classes (void) {
  int (*enable) (void *, int, int, void *, ...) = (*(void ***) g.jvmti.p)[1];
  enable (g.jvmti.p, 0, 56, (void *) 0);
}
/* A hooked method. */

int depth_of (struct thread *t) {
  return t->depth;
}

int outer (struct thread *t) {
  return t->depth < 2 || t->depth > MAX_FRAMES ? -1 : t->inside[t->depth - 2].site->id;
}

/* Whether the thread is in a method that starts programs: also in a process that it has just forked, where no lock may be taken. */
int starting (void) {
  struct thread *t = pthread_getspecific (g.key);
  return t != 0 && t->depth > 0 && t->depth <= MAX_FRAMES && t->inside[t->depth - 1].site->starts;
}

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

/* An overload that calls another one of the same group on the same object is still the app's one call. */
static int delegated (struct thread *t, struct site *s, void *env, void *self) {
  uint8_t (*same) (void *, void *, void *) = JNI (24);
  struct inside *last;
  if (t->depth == 0 || t->depth > MAX_FRAMES) return 0;
  last = &t->inside[t->depth - 1];
  if (last->site->group != s->group || last->site == s) return 0;
  return last->site->is_static || s->is_static || same (env, last->self, self);
}

static void observed (struct thread *t, struct site *s, void *env, void *self, value *v, value *r) {
  uint8_t (*thrown) (void *) = JNI (228);
  uint64_t k[2], full[2];
  int template = 0, learnt, can_learn = 0, counted = 0, failed, call;
  double mono;
  moment (t, env, 1);
  mono = t->mono;
  t->object = 0;
  if (!s->lane || t->stack == 0 || t->fresh) can_learn = -1; /* it may be the next time */
  else if (call_key (t, s, k, env, self, v)) {
    can_learn = 1;
    template = known (t, k);
  }
  if (t->depth < MAX_FRAMES) { t->inside[t->depth].site = s; t->inside[t->depth].self = self; }
  t->depth++;
  if (template != 0) {
    original (s, env, self, v, r);
    full[0] = k[0];
    full[1] = k[1];
    failed = thrown (env);
    can_learn = !failed && hash (t, s, full, env, s->ret, r);
    if (can_learn) counted = again (t, full, mono);
    if (counted == 1 || !script_fits (t)) {
      t->depth--;
      return;
    }
    into (t);
    learnt = ((int (*) (struct thread *, int, void *, void *, value *, value *, double, int, int, int)) g.same.p)
      (t, s->id, env, self, v, r, mono, template, can_learn + (counted == 2), failed);
    t->recording = 0;
    t->depth--;
    if (learnt > 0) learn_result (t, full, learnt);
    return;
  }
  if (!script_fits (t)) {
    original (s, env, self, v, r);
    t->depth--;
    return;
  }
  into (t);
  call = ((int (*) (struct thread *, int, void *, void *, value *)) g.before.p) (t, s->id, env, self, v);
  t->recording = 0;
  original (s, env, self, v, r);
  failed = thrown (env);
  into (t);
  learnt = ((int (*) (int, void *, value *, int, int)) g.after.p) (call, env, r, failed, can_learn);
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
  if (!room (t, ROOM_FOR_HOOK)) {
    unseen ();
    original (s, env, self, v, r);
    return;
  }
  if (g.ending != 0) hold (t);
  observed (t, s, env, self, v, r);
  if (g.ending != 0) hold (t);
}

const struct fact facts[] = {
  WHOLE (thread), FIELD (thread, mono), FIELD (thread, stack), FIELD (thread, frames),
  FIELD (thread, recording), FIELD (thread, tid), FIELD (thread, object), FIELD (thread, dumping), FIELD (thread, frame),
  WHOLE (site), FIELD (site, holder), FIELD (site, target), FIELD (site, types), FIELD (site, opaque), FIELD (site, id),
  FIELD (site, group), FIELD (site, is_static), FIELD (site, lane), FIELD (site, ret), FIELD (site, n),
  FIELD (site, opaques), FIELD (site, starts),
  WHOLE (frame), FIELD (frame, method), FIELD (frame, location), WHOLE (line), FIELD (line, start), FIELD (line, number),
  WHOLE (counted), FIELD (counted, template), FIELD (counted, count), FIELD (counted, first), FIELD (counted, last),
  WHOLE (shared), FIELD (shared, jvmti), FIELD (shared, identity), FIELD (shared, system), FIELD (shared, string),
  FIELD (shared, bytes), FIELD (shared, before), FIELD (shared, after), FIELD (shared, same), FIELD (shared, resolve),
  FIELD (shared, seed), FIELD (shared, keys), FIELD (shared, numbers), FIELD (shared, wanted), FIELD (shared, late),
  FIELD (shared, drain), FIELD (shared, pid), FIELD (shared, vm), FIELD (shared, complaints_to),
  FIELD (shared, throwable), FIELD (shared, fill), FIELD (shared, nested), FIELD (shared, state_mask), FIELD (shared, native),
  NUMBER (MAX_FRAMES), NUMBER (STACKS), NUMBER (SPAN_NS), NUMBER (WANTED), NUMBER (MOST_OPAQUE), LAST
};
`;

  // src/java/operation.ts
  var PATIENCE_MS = 1e4;
  var JVM_PATIENCE_MS = 12e4;
  var operator = 0;
  function operating(work) {
    settled();
    const before3 = operator;
    operator = Process.getCurrentThreadId();
    try {
      return work();
    } finally {
      operator = before3;
    }
  }
  function settled() {
    if (operator === 0 || operator === Process.getCurrentThreadId()) {
      return;
    }
    const end3 = Date.now() + (Java.api.flavor === "jvm" ? JVM_PATIENCE_MS : PATIENCE_MS);
    while (operator !== 0 && Date.now() < end3) {
      Thread.sleep(1e-3);
    }
  }

  // src/native/core.ts
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
    "getpid",
    "pthread_self",
    "pthread_getattr_np",
    "pthread_attr_getstack",
    "pthread_attr_destroy",
    ...CHECK_IMPORTS
  ];
  var { module, state, facts } = compile(CHECKS + core_c_default, "g", IMPORTS);
  var library = module;
  var shared = state;
  var THREAD = facts.struct("thread", {
    mono: "double",
    stack: "s32",
    frames: "s32",
    recording: "s32",
    tid: "s32",
    object: "s32",
    dumping: "s32",
    frame: "part"
  });
  var SITE = facts.struct("site", {
    holder: "word",
    target: "word",
    types: "word",
    opaque: "part",
    id: "s32",
    group: "s32",
    isStatic: "u8",
    lane: "u8",
    ret: "u8",
    n: "u8",
    opaques: "u8",
    starts: "u8"
  });
  var FRAME = facts.struct("frame", { method: "pointer", location: "s64" });
  var LINE = facts.struct("line", { start: "s64", number: "s32" });
  var SHARED = facts.state("shared", {
    jvmti: "word",
    identity: "word",
    system: "word",
    string: "word",
    bytes: "word",
    before: "word",
    same: "word",
    resolve: "word",
    after: "word",
    seed: "part",
    keys: "word",
    numbers: "word",
    wanted: "word",
    late: "word",
    drain: "word",
    pid: "s32",
    vm: "word",
    complaintsTo: "word",
    throwable: "word",
    fill: "word",
    nested: "s32",
    stateMask: "u32",
    native: "u32"
  });
  var COUNTED = facts.struct("counted", { template: "s32", count: "s32", first: "double", last: "double" });
  var MAX_FRAMES = facts.number("MAX_FRAMES");
  var STACKS = facts.number("STACKS");
  var MOST_OPAQUE = facts.number("MOST_OPAQUE");
  var SPAN_NS = facts.number("SPAN_NS");
  var tables = {
    keys: Memory.alloc(STACKS * 8),
    numbers: Memory.alloc(STACKS * 4),
    wanted: Memory.alloc(facts.number("WANTED") * 8),
    complaints: Memory.allocUtf8String(COMPLAINTS)
  };
  shared.add(SHARED.keys).writePointer(tables.keys);
  shared.add(SHARED.numbers).writePointer(tables.numbers);
  shared.add(SHARED.wanted).writePointer(tables.wanted);
  shared.add(SHARED.complaintsTo).writePointer(tables.complaints);
  shared.add(SHARED.pid).writeS32(Process.id);
  for (let i = 0; i < 4; i++) {
    shared.add(SHARED.seed + 4 * i).writeU32(Math.floor(Math.random() * 4294967296));
  }
  function ofCore(...names5) {
    return Object.fromEntries(names5.map((name2) => [name2, library[name2]]));
  }
  var now = new NativeFunction(library.now, "double", [], EXCLUSIVE);
  var thread = new NativeFunction(library.here_now, "pointer", [], EXCLUSIVE);
  var takeMoment = new NativeFunction(
    library.moment,
    "void",
    ["pointer", "pointer", "int"],
    EXCLUSIVE
  );
  function moment(t, env, skip2) {
    settled();
    takeMoment(t, env, skip2);
  }
  var collect = new NativeFunction(
    library.collect,
    "int",
    ["pointer", "int"],
    EXCLUSIVE
  );
  var depth = new NativeFunction(
    library.depth_of,
    "int",
    ["pointer"],
    EXCLUSIVE
  );
  var outer = new NativeFunction(
    library.outer,
    "int",
    ["pointer"],
    EXCLUSIVE
  );
  var takeUnseen = new NativeFunction(library.take_unseen, "int", [], EXCLUSIVE);
  var takeUnhooked = new NativeFunction(
    library.take_unhooked,
    "int",
    [],
    EXCLUSIVE
  );
  var forget = new NativeFunction(library.forget, "void", [], EXCLUSIVE);
  var closing = new NativeFunction(library.closing, "int", [], COOPERATIVE);
  var admit = new NativeFunction(library.admit, "int", [], EXCLUSIVE);
  function watchClasses() {
    return new NativeFunction(library.watch_classes, "int", [])() === 0;
  }
  function unwatchClasses() {
    new NativeFunction(library.unwatch_classes, "void", [])();
  }
  var want = new NativeFunction(
    library.want,
    "void",
    ["pointer"],
    EXCLUSIVE
  );
  new NativeFunction(library.begin, "void", [], EXCLUSIVE)();
  globalThis.harnessKeeps = [shared, tables, library];
  function rawFrames(t) {
    const n = Math.min(t.add(THREAD.frames).readS32(), MAX_FRAMES);
    return Array.from({ length: n }, (_, i) => {
      const frame = t.add(THREAD.frame + i * FRAME.size);
      return { method: frame.add(FRAME.method).readPointer(), location: frame.add(FRAME.location).readS64().toNumber() };
    });
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

  // src/java/jni.ts
  var CONSTRUCTOR = 1;
  var STATIC = 2;
  var functions = /* @__PURE__ */ new Map();
  var misuse = null;
  var complain = null;
  var faultOf = null;
  function checked(index, native2) {
    if (COMPLAINTS === "") {
      return native2;
    }
    misuse ??= new NativeFunction(library.misuse, "int", ["pointer", "int"], {
      scheduling: "exclusive"
    });
    complain ??= new NativeFunction(library.complain, "void", ["pointer", "int", "pointer"], {
      scheduling: "exclusive"
    });
    faultOf ??= new NativeFunction(library.fault_of, "pointer", ["int"], { scheduling: "exclusive" });
    return (env, ...rest) => {
      settled();
      const fault = misuse(env, index);
      if (fault !== 0) {
        const where = String(new Error().stack).replace(/\s*\n\s*/g, " < ");
        complain(Memory.allocUtf8String(where), index, faultOf(fault));
      }
      return native2(env, ...rest);
    };
  }
  function jni(env, index, ret, args, scheduling = "exclusive") {
    if (scheduling === "exclusive") {
      settled();
    }
    const key = `${index}|${scheduling}|${ret}|${args.join()}`;
    let found3 = functions.get(key);
    if (found3 === void 0) {
      const address = env.readPointer().add(index * Process.pointerSize).readPointer();
      found3 = checked(index, new NativeFunction(address, ret, args, { exceptions: "propagate", scheduling }));
      functions.set(key, found3);
    }
    return found3;
  }
  function plain(index, ret, args) {
    let bound = null;
    const types2 = ["pointer", ...args];
    return (env, ...rest) => {
      settled();
      return (bound ??= jni(env, index, ret, types2))(env, ...rest);
    };
  }
  function initialising(index, ret, args) {
    const types2 = ["pointer", ...args];
    return (env, ...rest) => jni(env, index, ret, types2, "cooperative")(env, ...rest);
  }
  var findClass = plain(6, "pointer", ["pointer"]);
  var reflected = plain(9, "pointer", [
    "pointer",
    "pointer",
    "uint8"
  ]);
  var throwRef = plain(13, "int", ["pointer"]);
  var exceptionOccurred = plain(15, "pointer", []);
  var exceptionClear = plain(17, "void", []);
  var pushFrame = plain(19, "int", ["int"]);
  var popFrame = plain(20, "pointer", ["pointer"]);
  var newGlobal = plain(21, "pointer", ["pointer"]);
  var deleteLocal = plain(23, "void", ["pointer"]);
  var deleteGlobal = plain(22, "void", ["pointer"]);
  var isSame = plain(24, "uint8", ["pointer", "pointer"]);
  var allocate = initialising(27, "pointer", ["pointer"]);
  var newObject = initialising(30, "pointer", [
    "pointer",
    "pointer",
    "pointer"
  ]);
  var getClass = plain(31, "pointer", ["pointer"]);
  var isInstance = plain(32, "uint8", ["pointer", "pointer"]);
  var arrayLength = plain(171, "int", ["pointer"]);
  var arrayElement = plain(173, "pointer", ["pointer", "int"]);
  var newArray = plain(172, "pointer", [
    "int",
    "pointer",
    "pointer"
  ]);
  var setElement = plain(174, "void", [
    "pointer",
    "int",
    "pointer"
  ]);
  var newByteArray = plain(176, "pointer", ["int"]);
  var newWeak = plain(226, "pointer", ["pointer"]);
  var directBuffer = plain(229, "pointer", [
    "pointer",
    "int64"
  ]);
  var registerNatives = plain(215, "int", [
    "pointer",
    "pointer",
    "int"
  ]);
  var deleteWeak = plain(227, "void", ["pointer"]);
  var exceptionCheck = plain(228, "uint8", []);
  var stringLength = plain(164, "int", ["pointer"]);
  var stringRegion = plain(220, "void", [
    "pointer",
    "int",
    "int",
    "pointer"
  ]);
  var newStringUtf = plain(167, "pointer", ["pointer"]);
  var methodIdOf = initialising(33, "pointer", [
    "pointer",
    "pointer",
    "pointer"
  ]);
  var staticMethodIdOf = initialising(113, "pointer", [
    "pointer",
    "pointer",
    "pointer"
  ]);
  var fieldIdOf = initialising(94, "pointer", [
    "pointer",
    "pointer",
    "pointer"
  ]);
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
  function aside(env, work) {
    if (exceptionCheck(env) === 0) {
      return work();
    }
    const pending3 = exceptionOccurred(env);
    exceptionClear(env);
    try {
      return work();
    } finally {
      cleared(env);
      throwRef(env, pending3);
      deleteLocal(env, pending3);
    }
  }
  function originalCall(env, isStatic, ret, args) {
    const index = (isStatic ? 114 : 64) + 3 * BY_FFI[ret];
    const head2 = isStatic ? ["pointer", "pointer", "pointer"] : ["pointer", "pointer", "pointer", "pointer"];
    return jni(env, index, ret, args.length > 0 ? [...head2, "...", ...args] : head2, "cooperative");
  }
  function memberId(env, lookup, cls, name2, sig) {
    const id = lookup(env, cls, Memory.allocUtf8String(name2), Memory.allocUtf8String(sig));
    return cleared(env) || id.isNull() ? null : id;
  }
  var PRIMITIVES = /* @__PURE__ */ new Map([
    ["boolean", "Z"],
    ["byte", "B"],
    ["char", "C"],
    ["short", "S"],
    ["int", "I"],
    ["long", "J"],
    ["float", "F"],
    ["double", "D"],
    ["void", "V"]
  ]);
  function descriptor(type) {
    const primitive2 = PRIMITIVES.get(type);
    if (primitive2 !== void 0) {
      return primitive2;
    }
    return type.endsWith("[]") ? "[" + descriptor(type.slice(0, -2)) : `L${type.replace(/\./g, "/")};`;
  }
  function member(env, cls, type, name2, isField, args = "") {
    const sig = descriptor(type);
    const id = isField ? memberId(env, fieldIdOf, cls, name2, sig) : memberId(env, methodIdOf, cls, name2, `(${args})${sig}`);
    return id === null ? null : { id, isField, letter: sig.startsWith("[") ? "L" : sig[0] };
  }
  function staticMethod(env, cls, name2, sig) {
    const id = memberId(env, staticMethodIdOf, cls, name2, sig);
    if (id === null) {
      throw new Error(`no static method ${name2}${sig}`);
    }
    return id;
  }
  function read(env, ref, m, ...args) {
    const value2 = pending(env, ref, m, ...args);
    return cleared(env) ? null : value2;
  }
  function thrown(env, ref, m) {
    pending(env, ref, m);
    const exception = exceptionOccurred(env);
    exceptionClear(env);
    return exception;
  }
  function pending(env, ref, m, ...args) {
    const { ffi, call } = LETTER[m.letter];
    if (m.isField) {
      return jni(env, 95 + call, ffi, ["pointer", "pointer", "pointer"])(env, ref, m.id);
    }
    const types2 = args.map((a) => typeof a === "number" ? "int32" : "pointer");
    const f = jni(
      env,
      34 + 3 * call,
      ffi,
      ["pointer", "pointer", "pointer", ...types2.length ? ["...", ...types2] : []],
      "cooperative"
    );
    return f(env, ref, m.id, ...args);
  }
  function readExact(env, ref, cls, m, ...args) {
    const { ffi, call } = LETTER[m.letter];
    const types2 = args.map((a) => typeof a === "number" ? "int32" : "pointer");
    const head2 = ["pointer", "pointer", "pointer", "pointer"];
    const f = jni(env, 64 + 3 * call, ffi, types2.length ? [...head2, "...", ...types2] : head2, "cooperative");
    const value2 = f(env, ref, cls, m.id, ...args);
    return cleared(env) ? null : value2;
  }
  var staticFieldIdOf = initialising(144, "pointer", [
    "pointer",
    "pointer",
    "pointer"
  ]);
  function readStatic(env, cls, field) {
    const sig = descriptor(field.type);
    const id = staticFieldIdOf(env, cls, Memory.allocUtf8String(field.name), Memory.allocUtf8String(sig));
    if (cleared(env) || id.isNull()) {
      return NULL;
    }
    const { ffi, call } = LETTER[sig.startsWith("[") ? "L" : sig[0]];
    return jni(env, 145 + call, ffi, ["pointer", "pointer", "pointer"])(env, cls, id);
  }
  function instanceMethod(env, cls, name2, sig) {
    const id = memberId(env, methodIdOf, cls, name2, sig);
    if (id === null) {
      throw new Error(`no method ${name2}${sig}`);
    }
    return id;
  }
  function callMethod(env, self, id, letter2, types2, ...args) {
    const { ffi, call } = LETTER[letter2];
    const f = jni(
      env,
      34 + 3 * call,
      ffi,
      ["pointer", "pointer", "pointer", ...types2.length ? ["...", ...types2] : []],
      "cooperative"
    );
    return f(env, self, id, ...args);
  }
  function callStatic(env, cls, id, letter2, types2, ...args) {
    const { ffi, call } = LETTER[letter2];
    const f = jni(
      env,
      114 + 3 * call,
      ffi,
      ["pointer", "pointer", "pointer", ...types2.length ? ["...", ...types2] : []],
      "cooperative"
    );
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
    let out3 = "";
    for (let i = 0; i < n; i += 4096) {
      out3 += String.fromCharCode.apply(null, units.subarray(i, Math.min(n, i + 4096)));
    }
    return /[\ud800-\udfff]/.test(out3) ? out3.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1\uFFFD") : out3;
  }
  function newString(env, value2) {
    return newStringUtf(env, Memory.allocUtf8String(value2));
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

  // src/java/classes.ts
  var helpers = null;
  var adopted = /* @__PURE__ */ new Map();
  var globals = /* @__PURE__ */ new Map();
  function need(m, what) {
    if (m === null) {
      throw new Error(`the runtime has no ${what}`);
    }
    return m;
  }
  function prepare(env) {
    const h = env.handle;
    shared.add(SHARED.vm).writePointer(Java.api.vm);
    const global2 = (name2) => newGlobal(h, env.findClass(name2));
    const classClass = global2("java/lang/Class");
    const systemClass = global2("java/lang/System");
    const loaderClass = global2("java/lang/ClassLoader");
    const getLoader = staticMethod(h, loaderClass, "getSystemClassLoader", "()Ljava/lang/ClassLoader;");
    helpers = {
      classClass,
      systemClass,
      forName: staticMethod(
        h,
        classClass,
        "forName",
        "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;"
      ),
      loader: newGlobal(h, callStatic(h, loaderClass, getLoader, "L", [])),
      identity: staticMethod(h, systemClass, "identityHashCode", "(Ljava/lang/Object;)I"),
      getName: need(member(h, classClass, "java.lang.String", "getName", false), "Class.getName"),
      getLoader: need(
        member(h, classClass, "java.lang.ClassLoader", "getClassLoader", false),
        "Class.getClassLoader"
      ),
      declared: need(
        member(h, classClass, "java.lang.reflect.Method[]", "getDeclaredMethods", false),
        "getDeclaredMethods"
      ),
      message: need(
        member(h, env.findClass("java/lang/Throwable"), "java.lang.String", "getMessage", false),
        "Throwable.getMessage"
      ),
      holder: need(
        member(h, env.findClass("java/lang/reflect/Method"), "java.lang.Class", "getDeclaringClass", false),
        "getDeclaringClass"
      ),
      modifiers: need(
        member(h, env.findClass("java/lang/reflect/Method"), "int", "getModifiers", false),
        "getModifiers"
      )
    };
    if (Java.api.flavor !== "jvm") {
      const bridge2 = Object.getPrototypeOf(env);
      const findClass2 = bridge2.findClass;
      readQuietly();
      bridge2.findClass = function(name2) {
        return adopted.has(Process.getCurrentThreadId()) ? find(this, name2.replace(/\//g, ".")) : findClass2.call(this, name2);
      };
    } else {
      Object.getPrototypeOf(env).findClass = function(name2) {
        return find(this, name2.replace(/\//g, "."));
      };
      const constructor = env.findClass("java/lang/reflect/Constructor");
      const declaring = need(
        member(h, constructor, "java.lang.Class", "getDeclaringClass", false),
        "getDeclaringClass"
      );
      const equals = need(
        member(h, constructor, "boolean", "equals", false, "Ljava/lang/Object;"),
        "Constructor.equals"
      );
      Object.getPrototypeOf(env).fromReflectedMethod = function(method) {
        return constructorId(this.handle, read(this.handle, method, declaring), method, equals);
      };
    }
  }
  function readQuietly() {
    const factory = Java.ClassFactory.prototype;
    const make = factory._make;
    factory._make = function(name2, find5, env) {
      env.deleteLocalRef(find5(env));
      return operating(() => make.call(this, name2, find5, env));
    };
  }
  function constructorId(env, cls, constructor, equals) {
    const jvmti = Java.api.jvmti.handle;
    const call = (index, ...args) => new NativeFunction(
      jvmti.readPointer().add(index * Process.pointerSize).readPointer(),
      "int",
      ["pointer", ...args],
      { scheduling: "exclusive" }
    );
    settled();
    const [getMethods, getName, deallocate] = [
      call(51, "pointer", "pointer", "pointer"),
      call(63, "pointer", "pointer", "pointer", "pointer"),
      call(46, "pointer")
    ];
    const out3 = Memory.alloc(16);
    if (getMethods(jvmti, cls, out3, out3.add(8)) !== 0) {
      throw new Error("the runtime does not list the constructors");
    }
    const ids = out3.add(8).readPointer();
    try {
      for (let i = 0; i < out3.readS32(); i++) {
        const id = ids.add(i * Process.pointerSize).readPointer();
        const name2 = Memory.alloc(8);
        if (getName(jvmti, id, name2, NULL, NULL) !== 0) {
          continue;
        }
        const isConstructor = name2.readPointer().readUtf8String() === "<init>";
        deallocate(jvmti, name2.readPointer());
        if (isConstructor && read(env, reflected(env, cls, id, 0), equals, constructor)) {
          return id;
        }
      }
    } finally {
      deallocate(jvmti, ids);
    }
    throw new Error("the runtime does not know a constructor of its own");
  }
  function tools() {
    if (helpers === null) {
      throw new Error("classes.prepare() has not run");
    }
    return helpers;
  }
  function find(env, name2) {
    const own2 = adopted.get(Process.getCurrentThreadId());
    return own2?.name === name2 ? env.newLocalRef(own2.cls) : findQuietly(env.handle, name2, own2?.loader ?? tools().loader);
  }
  function findQuietly(env, name2, loader2) {
    const t = tools();
    const found3 = callStatic(
      env,
      t.classClass,
      t.forName,
      "L",
      ["pointer", "uint8", "pointer"],
      newString(env, name2),
      0,
      loader2
    );
    if (cleared(env) || found3.isNull()) {
      throw new Error(`no such class: ${name2}`);
    }
    if (Java.api.flavor === "jvm") {
      link(env, found3);
    }
    return found3;
  }
  var Unlinkable = class extends Error {
  };
  function link(env, cls) {
    const t = tools();
    const thrown2 = thrown(env, cls, t.declared);
    if (!thrown2.isNull()) {
      const said = read(env, thrown2, t.message);
      const missing2 = said === null || said.isNull() ? "" : ` ${text(env, said, 200).text}`;
      const kind = className(env, getClass(env, thrown2));
      throw new Unlinkable(`${className(env, cls)} cannot be linked: ${kind}${missing2}`);
    }
  }
  function withClass(env, name2, cls, loader2, work) {
    const tid = Process.getCurrentThreadId();
    const before3 = adopted.get(tid);
    const kept12 = newGlobal(env, loader2);
    adopted.set(tid, { name: name2, cls, loader: kept12 });
    try {
      return work();
    } finally {
      if (before3 === void 0) {
        adopted.delete(tid);
      } else {
        adopted.set(tid, before3);
      }
      deleteGlobal(env, kept12);
    }
  }
  function loaderOf(env, cls) {
    const ref = read(env, cls, tools().getLoader);
    return ref === null || ref.isNull() ? { ref: tools().loader, name: "boot" } : { ref, name: className(env, getClass(env, ref)) };
  }
  function classRef(env, name2) {
    try {
      return needClass(env, name2);
    } catch {
      return null;
    }
  }
  function needClass(env, name2) {
    let found3 = globals.get(name2);
    if (found3 === void 0) {
      pushFrame(env, 4);
      try {
        found3 = newGlobal(env, Java.vm.getEnv().findClass(name2.replace(/\./g, "/")));
      } catch (error) {
        throw new Error(`no class ${name2}: ${error.message ?? error}`);
      } finally {
        popFrame(env, NULL);
      }
      globals.set(name2, found3);
    }
    return found3;
  }
  function className(env, cls) {
    const name2 = read(env, cls, tools().getName);
    return name2 === null ? "?" : text(env, name2, 1024).text;
  }
  function identityOf(env, ref) {
    const t = tools();
    const identity = ref.isNull() ? 0 : callStatic(env, t.systemClass, t.identity, "I", ["pointer"], ref);
    return cleared(env) ? 0 : identity;
  }
  function reflect(env, cls, method, ask3) {
    pushFrame(env.handle, 8);
    try {
      return ask3(reflected(env.handle, cls.$copyClassHandle(env), method.handle, method.type === STATIC ? 1 : 0));
    } finally {
      popFrame(env.handle, NULL);
    }
  }
  function declaringClass(env, cls, method) {
    return reflect(env, cls, method, (m) => className(env.handle, read(env.handle, m, tools().holder)));
  }
  function hasBody(env, cls, method) {
    return reflect(env, cls, method, (m) => (Number(read(env.handle, m, tools().modifiers)) & 1024) === 0);
  }
  function isConcrete(env, cls, id) {
    pushFrame(env, 4);
    try {
      return (Number(read(env, reflected(env, cls, id, 0), tools().modifiers)) & 1024) === 0;
    } finally {
      popFrame(env, NULL);
    }
  }
  function isPlatforms(env, cls) {
    pushFrame(env, 8);
    try {
      return /^(boot|java\.lang\.BootClassLoader|jdk\.internal\.loader\.ClassLoaders\$PlatformClassLoader)$/.test(
        loaderOf(env, cls).name
      );
    } finally {
      popFrame(env, NULL);
    }
  }
  var INITIALISED = 4;
  var status = Memory.alloc(4);
  function initialised(cls, name2) {
    if (Java.api.flavor !== "jvm") {
      return /^(android|java|com\.android)\./.test(name2);
    }
    const jvmti = Java.api.jvmti.handle;
    settled();
    const getStatus = new NativeFunction(
      jvmti.readPointer().add(48 * Process.pointerSize).readPointer(),
      "int",
      ["pointer", "pointer", "pointer"],
      { scheduling: "exclusive" }
    );
    return getStatus(jvmti, cls, status) === 0 && (status.readS32() & INITIALISED) !== 0;
  }

  // src/native/arttraces.c.ts
  var arttraces_c_default = `
/* Takes the frames of hooks out of stack traces on ART (arttraces.ts). */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

typedef void *ref;
enum {
  NATIVE_LINE = -2, /* how a StackTraceElement says that its method is native */
  MOST_FRAMES = 4096, /* frames beyond this one are not looked at */
};
struct env { void **functions; };
struct traces { ref element, class_name, method_name, line, ask, made[4]; };
extern struct traces traces;
#define CALL(type, index, ...) ((type (*) (struct env *, ...)) env->functions[index]) (env, __VA_ARGS__)

static int same_text (struct env *env, ref a, ref b) {
  unsigned short left[64], right[64];
  int n, at, part, i;
  if (a == 0 || b == 0) return 0;
  n = CALL (int, 164, a);
  if (CALL (int, 164, b) != n) return 0;
  for (at = 0; at < n; at += part) {
    part = n - at < 64 ? n - at : 64;
    CALL (void, 220, a, at, part, left);
    CALL (void, 220, b, at, part, right);
    for (i = 0; i < part; i++) if (left[i] != right[i]) return 0;
  }
  return 1;
}

static int same (struct env *env, ref a, ref b, ref field) {
  ref left = CALL (ref, 95, a, field), right = CALL (ref, 95, b, field);
  int equal = same_text (env, left, right);
  if (left != 0) CALL (void, 23, left);
  if (right != 0) CALL (void, 23, right);
  return equal;
}

/* The frames that are native and have the class and the name of the one before. */
int repeated (struct env *env, ref frames, int *out, int most) {
  int n = CALL (int, 171, frames), i, found = 0;
  ref before = 0, frame;
  if (n > most) n = most;
  for (i = 0; i < n; i++) {
    frame = CALL (ref, 173, frames, i);
    if (before != 0) {
      if (CALL (int, 100, frame, traces.line) == NATIVE_LINE && same (env, before, frame, traces.method_name) && same (env, before, frame, traces.class_name)) {
        if (out != 0) out[found] = i;
        found++;
      }
      CALL (void, 23, before);
    }
    before = frame;
  }
  if (before != 0) CALL (void, 23, before);
  return found;
}

/* A trace without some of its frames; null, and an exception, when there is no memory. */
ref without (struct env *env, ref frames, const int *drop, int dropped) {
  int n = CALL (int, 171, frames), i, to = 0, next = 0;
  ref made = CALL (ref, 172, n - dropped, traces.element, (ref) 0), frame;
  if (made == 0) return 0;
  for (i = 0; i < n; i++) {
    if (next < dropped && drop[next] == i) { next++; continue; }
    frame = CALL (ref, 173, frames, i);
    CALL (void, 174, made, to++, frame);
    CALL (void, 23, frame);
  }
  return made;
}

static ref give (struct env *env, ref *made, ref of) {
  ref frames = CALL (ref, 116, made[0], made[1], &of);
  if (frames == 0 || ((unsigned char (*) (struct env *)) env->functions[228]) (env)) return frames;
  if (repeated (env, frames, 0, MOST_FRAMES) == 0 || !fits (here_now (), ROOM_FOR_SCRIPT)) return frames;
  return ((ref (*) (struct env *, ref)) traces.ask) (env, frames);
}

ref first (struct env *env, ref cls, ref of) { (void) cls; return give (env, traces.made, of); }
ref second (struct env *env, ref cls, ref of) { (void) cls; return give (env, traces.made + 2, of); }

const struct fact facts[] = {
  WHOLE (traces), FIELD (traces, element), FIELD (traces, class_name), FIELD (traces, method_name), FIELD (traces, line),
  FIELD (traces, ask), FIELD (traces, made), NUMBER (MOST_FRAMES), LAST
};
`;

  // src/native/keep.c.ts
  var keep_c_default = `
/* Looks at hooked methods on ART, and puts right what the runtime has changed (keep.ts). */
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

enum { STUBS = 8 };
struct hook { char *method; uint32_t *copy; void *code, *good_code; uint32_t clear, set, native, good_flags; };
struct all { struct hook *hooks, **loose; void *interpreter, *jni, *stubs[STUBS], *instrumentation; int32_t n, loose_n, access, quick; };
extern struct all all;

/* What is wrong with a hook: 0 nothing, 1 its flags, 2 its entry point, 4 an entry point that is not ours to change. */
static int wrong (struct hook *hook) {
  uint32_t flags = *(uint32_t *) (hook->method + all.access);
  void *code = *(void **) (hook->method + all.quick);
  int bad = ((flags & ~hook->clear) | hook->set) != flags;
  int i;
  if (code == hook->code) return bad;
  for (i = 0; i != STUBS; i++) if (code == all.stubs[i]) return bad;
  return bad | (code == all.instrumentation ? 4 : 2);
}

/* The first word of a method is its class, which the collector moves: it does not know the hook's copy of the method.
 * Nearly always everything is as it was found good the last time. */
static void look_at (struct hook *hook) {
  uint32_t *flags = (uint32_t *) (hook->method + all.access);
  void **code = (void **) (hook->method + all.quick);
  int bad;
  if (*hook->copy != *(uint32_t *) hook->method) *hook->copy = *(uint32_t *) hook->method;
  if (*flags == hook->good_flags && *code == hook->good_code) return;
  bad = wrong (hook);
  if (bad & 1) *flags = (*flags & ~hook->clear) | hook->set;
  if (bad & 2) *code = hook->native ? all.jni : all.interpreter;
  if (bad & 4) return;
  hook->good_flags = *flags;
  hook->good_code = *code;
}

/* When something has changed that may concern any method. */
void keep (void *context) {
  struct hook *hook = all.hooks, *end = hook + all.n;
  (void) context;
  for (; hook != end; hook++) look_at (hook);
}

/* When a class has changed that was not initialised. */
void keep_loose (void *context) {
  struct hook **hook = all.loose, **end = hook + all.loose_n;
  (void) context;
  for (; hook != end; hook++) look_at (*hook);
}

int state (int i) { return wrong (&all.hooks[i]); }

const struct fact facts[] = {
  WHOLE (hook), FIELD (hook, method), FIELD (hook, copy), FIELD (hook, code), FIELD (hook, clear), FIELD (hook, set),
  FIELD (hook, native), WHOLE (all), FIELD (all, hooks), FIELD (all, loose), FIELD (all, interpreter), FIELD (all, jni),
  FIELD (all, stubs), FIELD (all, instrumentation), FIELD (all, n), FIELD (all, loose_n), FIELD (all, access), FIELD (all, quick),
  NUMBER (STUBS), LAST
};
`;

  // src/java/methods/keep.ts
  var ROOM = 8192;
  var P = Process.pointerSize;
  function compiled() {
    const { module: module3, state: all3, facts: facts3 } = compile(keep_c_default, "all", []);
    const made2 = {
      module: module3,
      all: all3,
      HOOK: facts3.struct("hook", {
        method: "pointer",
        copy: "pointer",
        code: "pointer",
        clear: "u32",
        set: "u32",
        native: "u32"
      }),
      ALL: facts3.state("all", {
        hooks: "pointer",
        loose: "pointer",
        interpreter: "pointer",
        jni: "pointer",
        stubs: "part",
        instrumentation: "pointer",
        n: "s32",
        looseN: "s32",
        access: "s32",
        quick: "s32"
      }),
      STUBS: facts3.number("STUBS")
    };
    refuseMisfits();
    return made2;
  }
  var NATIVE = 256;
  var SKIP_ACCESS_CHECKS = 524288;
  var FAST_INTERPRETER = 1073741824;
  var INTRINSIC = 2147483648;
  var ACCESS = 4;
  var CHANGES = {
    verified: [
      "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadEPNS_8verifier12VerifierDepsENS_6HandleINS_6mirror5ClassEEENS3_15HardFailLogModeE",
      "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEENS_8verifier15HardFailLogModeE",
      "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEENS_10LogSeverityE",
      "_ZN3art11ClassLinker11VerifyClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEE"
    ],
    initialised: [
      "_ZN3art11ClassLinker15InitializeClassEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEEbb",
      "_ZN3art11ClassLinker17EnsureInitializedEPNS_6ThreadENS_6HandleINS_6mirror5ClassEEEbb"
    ],
    visible: [
      "_ZN3art11ClassLinker22FixupStaticTrampolinesEPNS_6ThreadENS_6ObjPtrINS_6mirror5ClassEEE",
      "_ZN3art11ClassLinker22FixupStaticTrampolinesENS_6ObjPtrINS_6mirror5ClassEEE",
      "_ZN3art11ClassLinker22FixupStaticTrampolinesEPNS_6mirror5ClassE",
      "_ZN3art11ClassLinker26VisiblyInitializedCallback22MarkVisiblyInitializedEPNS_6ThreadE",
      "_ZN3art11ClassLinker30VisiblyInitializedCallbackDoneEPNS_6ThreadEPNS0_26VisiblyInitializedCallbackE"
    ],
    collected: ["_ZN3art2gc4Heap22CollectGarbageInternalENS0_9collector6GcTypeENS0_7GcCauseEbj"]
  };
  var NOT_FOR_THE_BRIDGE = [
    ...CHANGES.collected,
    "_ZN3art11ClassLinker26VisiblyInitializedCallback22MarkVisiblyInitializedEPNS_6ThreadE",
    "_ZN3art11ClassLinker26VisiblyInitializedCallback29AdjustThreadVisibilityCounterEPNS_6ThreadEl"
  ];
  var POLL_MS = 20;
  var native = null;
  var kept = [];
  var lost = "";
  var why = "";
  function exportOf(name2) {
    const art = Process.getModuleByName(Java.api.module.name);
    return art.findExportByName(name2) ?? art.findSymbolByName(name2);
  }
  function keepFromBridge(module3) {
    const find5 = module3.findSymbolByName;
    module3.findSymbolByName = function(name2) {
      return NOT_FOR_THE_BRIDGE.includes(name2) ? null : find5.call(this, name2);
    };
  }
  function prepare2() {
    if (Java.api.flavor !== "art") {
      return;
    }
    keepFromBridge(Java.api.module);
    const parts3 = compiled();
    const { module: module3, all: all3, ALL, HOOK, STUBS: STUBS2 } = parts3;
    const hooks2 = Memory.alloc(ROOM * HOOK.size);
    const loose = Memory.alloc(ROOM * P);
    const {
      artClassLinker: linker,
      artQuickToInterpreterBridge,
      artQuickGenericJniTrampoline,
      artQuickResolutionTrampoline
    } = Java.api;
    const stubs = [
      linker.quickResolutionTrampoline,
      linker.quickGenericJniTrampoline,
      linker.quickToInterpreterBridgeTrampoline,
      linker.quickImtConflictTrampoline,
      artQuickToInterpreterBridge,
      artQuickGenericJniTrampoline,
      artQuickResolutionTrampoline,
      artQuickResolutionTrampoline
    ].slice(0, STUBS2);
    all3.add(ALL.hooks).writePointer(hooks2);
    all3.add(ALL.loose).writePointer(loose);
    all3.add(ALL.interpreter).writePointer(linker.quickToInterpreterBridgeTrampoline);
    all3.add(ALL.jni).writePointer(linker.quickGenericJniTrampoline);
    stubs.forEach((stub, i) => all3.add(ALL.stubs + i * P).writePointer(stub));
    all3.add(ALL.instrumentation).writePointer(exportOf("art_quick_instrumentation_entry") ?? NULL);
    all3.add(ALL.access).writeS32(ACCESS);
    const exclusive = { scheduling: "exclusive" };
    native = {
      ...parts3,
      hooks: hooks2,
      loose,
      nterp: exportOf("ExecuteNterpImpl") ?? NULL,
      keep: new NativeFunction(module3.keep, "void", ["pointer"], exclusive),
      state: new NativeFunction(module3.state, "int", ["int"], exclusive)
    };
    const heard = Object.entries(CHANGES).map(([what, names5]) => {
      const found3 = names5.map(exportOf).filter((address) => address !== null);
      const some = what === "visible" ? found3 : found3.slice(0, 1);
      for (const address of some) {
        Interceptor.attach(address, {
          onLeave: what === "collected" ? module3.keep : module3.keep_loose
        });
      }
      return some.length > 0;
    });
    if (!heard[0] || !heard[1]) {
      setInterval(check, POLL_MS);
    }
  }
  function doubt(which, reason) {
    lost = which;
    why = reason;
  }
  function check() {
    if (native === null) {
      return;
    }
    native.keep(NULL);
    kept.forEach((each, i) => {
      if (!each.told && native.state(i) !== 0) {
        each.told = true;
        each.lost(new Error("the runtime has taken the hook off again, and it cannot be put back"));
      }
    });
  }
  function entryOffset(replacement, callback) {
    for (let at = 8; at < 64; at += 4) {
      if (replacement.add(at).readPointer().equals(callback)) {
        return at + P;
      }
    }
    throw new Error("the runtime's methods are laid out in an unknown way");
  }
  function waits(code) {
    const { artClassLinker: linker, artQuickResolutionTrampoline, module: art } = Java.api;
    const is2 = (stub) => stub.equals(code);
    if ([linker.quickResolutionTrampoline, artQuickResolutionTrampoline].some(is2)) {
      return true;
    }
    const inside2 = code.compare(art.base) >= 0 && code.compare(art.base.add(art.size)) < 0;
    return inside2 && ![linker.quickToInterpreterBridgeTrampoline, linker.quickGenericJniTrampoline, native.nterp].some(is2);
  }
  function keepIn(method, callback, failed2) {
    if (native === null) {
      return;
    }
    const mangler = method.implementation._m;
    const { accessFlags: flags, quickCode } = mangler.originalMethod;
    const quick = entryOffset(mangler.replacementMethodId, callback);
    const own2 = mangler.hookedMethodId;
    if (((own2.add(ACCESS).readU32() ^ flags) & 65535) !== 0) {
      throw new Error("the runtime's methods are laid out in an unknown way");
    }
    const i = kept.length;
    if (i === ROOM) {
      throw new Error(`more than ${ROOM} methods are hooked`);
    }
    const isNative2 = (flags & NATIVE) !== 0;
    const intrinsic = (flags & INTRINSIC) !== 0;
    const { HOOK, ALL } = native;
    const hook3 = native.hooks.add(i * HOOK.size);
    hook3.add(HOOK.method).writePointer(own2);
    hook3.add(HOOK.copy).writePointer(mangler.replacementMethodId);
    hook3.add(HOOK.code).writePointer(mangler.interceptor === null ? NULL : mangler.interceptor.quickCode);
    hook3.add(HOOK.clear).writeU32(isNative2 ? 0 : intrinsic ? SKIP_ACCESS_CHECKS : SKIP_ACCESS_CHECKS + FAST_INTERPRETER);
    hook3.add(HOOK.set).writeU32(intrinsic ? 0 : Java.api.kAccCompileDontBother);
    hook3.add(HOOK.native).writeU32(isNative2 ? 1 : 0);
    native.all.add(ALL.quick).writeS32(quick);
    kept.push({ lost: failed2, told: false });
    const unsettled = waits(quickCode) || !isNative2 && (flags & SKIP_ACCESS_CHECKS) === 0;
    if (unsettled) {
      const n = native.all.add(ALL.looseN).readS32();
      native.loose.add(n * P).writePointer(hook3);
      native.all.add(ALL.looseN).writeS32(n + 1);
    }
    native.all.add(ALL.n).writeS32(i + 1);
    native.keep(NULL);
    const state2 = native.state(i);
    if (state2 !== 0 || lost === "all" || lost === "unsettled" && unsettled) {
      kept[i].told = true;
      throw new Error(state2 !== 0 ? "the hook is not in place: the runtime itself has instrumented the method" : why);
    }
  }

  // src/native/wrapper.c.ts
  var wrapper_c_default = `
/* What the wrappers of hooked methods begin with: one small function each, written when a method is hooked (sites.ts). */
#include <stdint.h>
/* An argument or a result, as the wrappers of hooked methods hand it on (wrapper.c, sites.ts). */
typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
extern void enter (void *, void *, void *, value *, value *);
`;

  // src/native/traces.c.ts
  var traces_c_default = `
/* Answers a desktop JVM's own questions about hooked methods with the originals (traces.ts). */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

enum {
  ROOM = 1 << 14,
  NATIVE = 0x100, /* the modifier (JVMS 4.6) */
  RESOLVED_WORDS = 6, /* words of a CallInfo that are there in any case */
};
struct names { union word fresh, original; };
/* Who has replaced whom, and where HotSpot has a method's modifiers and a MemberName's. */
struct disguise { struct names *table; int32_t access, flags; };
extern struct disguise disguise;
extern void *gum_invocation_context_get_return_value (void *);
extern void gum_invocation_context_replace_return_value (void *, void *);
extern void *gum_invocation_context_get_nth_argument (void *, unsigned);
extern void *gum_invocation_context_get_listener_invocation_data (void *, unsigned long);

static int slot_of (uint64_t w) { return (int) ((w >> 3) * 0x9E3779B1u >> 8) & (ROOM - 1); }

static void *original_of (void *p) {
  union word key;
  int i;
  key.p = p;
  for (i = slot_of (key.w); disguise.table[i].fresh.w != 0; i = (i + 1) & (ROOM - 1)) if (disguise.table[i].fresh.w == key.w) return disguise.table[i].original.p;
  return 0;
}

void note (void *fresh, void *original) {
  union word key;
  int i;
  key.p = fresh;
  for (i = slot_of (key.w); disguise.table[i].fresh.w != 0 && disguise.table[i].fresh.w != key.w; i = (i + 1) & (ROOM - 1));
  disguise.table[i].original.p = original;
  disguise.table[i].fresh.p = fresh;
}

void looked_up (void *context) {
  void *original = original_of (gum_invocation_context_get_return_value (context));
  if (original != 0) gum_invocation_context_replace_return_value (context, original);
}

/* Of a reference to a handle, the fourth argument. It is put right for the time of the call. */
struct given { void **handle; void *was; };

void line_enter (void *context) {
  struct given *given = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct given));
  void *original;
  given->handle = gum_invocation_context_get_nth_argument (context, 3);
  given->was = *given->handle;
  original = here_now ()->dumping != 0 ? 0 : original_of (given->was);
  if (original != 0) *given->handle = original;
}

void line_leave (void *context) {
  struct given *given = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct given));
  *given->handle = given->was;
}

/* Of an object that describes a method to method handles, and what it was resolved to: somewhere in its first words. */
struct described { void *original; };

void described_enter (void *context) {
  struct described *kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct described));
  void **resolved = gum_invocation_context_get_nth_argument (context, 1);
  int i;
  kept->original = 0;
  for (i = 0; i != RESOLVED_WORDS && kept->original == 0; i++) kept->original = original_of (resolved[i]);
}

void described_leave (void *context) {
  struct described *kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct described));
  char *name = gum_invocation_context_get_return_value (context);
  if (kept->original == 0 || name == 0) return;
  if ((*(int32_t *) ((char *) kept->original + disguise.access) & NATIVE) == 0) *(int32_t *) (name + disguise.flags) &= ~NATIVE;
}

void ignored_enter (void *context) {
  void **kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (void *));
  *kept = gum_invocation_context_get_nth_argument (context, 0);
}

void ignored_leave (void *context) {
  void **kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (void *));
  if (original_of (*kept) != 0) gum_invocation_context_replace_return_value (context, (void *) 1);
}

const struct fact facts[] = {
  WHOLE (disguise), FIELD (disguise, table), FIELD (disguise, access), FIELD (disguise, flags), WHOLE (names), NUMBER (ROOM), LAST
};
`;

  // src/wire/wire.ts
  var EVENTS_A_BATCH = 256;
  var BYTES_A_BATCH = 512 * 1024;
  var WINDOW = 8 * 1024 * 1024;
  var HOST_TIMEOUT_MS = 5e3;
  var strlen = new NativeFunction(Module.getGlobalExportByName("strlen"), "size_t", ["pointer"], {
    scheduling: "exclusive"
  });
  var events = [];
  var stacks = [];
  var blobs = [];
  var size = 0;
  var seq = 0;
  var batch = 0;
  var lost2 = 0;
  var hostGone = false;
  var deaf = false;
  var flushed = 0;
  var skipped = {};
  var errors = {};
  var hooks = [];
  var signs = [];
  var unacknowledged = /* @__PURE__ */ new Map();
  var inFlight = 0;
  function settled2(value2) {
    size += value2.x?.length ?? 0;
    if (value2.b === void 0 && value2.i === void 0 && value2.f === void 0) {
      return value2;
    }
    const out3 = { ...value2 };
    if (value2.b instanceof ArrayBuffer) {
      size += value2.b.byteLength;
      out3.b = blobs.push(value2.b) - 1;
    }
    if (value2.i !== void 0) {
      out3.i = value2.i.map(settled2);
    }
    if (value2.f !== void 0) {
      out3.f = Object.fromEntries(Object.entries(value2.f).map(([name2, part]) => [name2, settled2(part)]));
    }
    return out3;
  }
  function addStack(id, frames) {
    stacks.push([id, frames]);
  }
  function skip(point2, count2 = 1) {
    skipped[point2] = (skipped[point2] ?? 0) + count2;
  }
  function lose(count2) {
    lost2 += count2;
  }
  function failed(error) {
    const text4 = String(error?.stack ?? error).slice(0, 1e3);
    const known2 = Object.keys(errors);
    const key = known2.length < 50 || text4 in errors ? text4 : "more errors";
    errors[key] = (errors[key] ?? 0) + 1;
  }
  var singing = /* @__PURE__ */ new Set();
  function canary(tid, yes) {
    if (yes) {
      singing.add(tid);
    } else {
      singing.delete(tid);
    }
  }
  function record(e, count2 = 1, last = 0) {
    if (hostGone || inFlight > WINDOW && !waitFor(() => inFlight <= WINDOW)) {
      hostGone = inFlight > WINDOW;
      lost2 += count2;
      return;
    }
    add(e, count2, last);
    if (events.length >= EVENTS_A_BATCH || size >= BYTES_A_BATCH || e.mono - flushed > SPAN_NS) {
      flush();
    }
  }
  var off = /* @__PURE__ */ new Set();
  function silence(points) {
    flush();
    off = new Set(points);
  }
  function silenced(point2) {
    return off.has(point2);
  }
  function add(e, count2, last) {
    if (off.has(e.point)) {
      skip(e.point, count2);
      return;
    }
    const kind = singing.size > 0 && singing.has(e.tid) ? "canary" : e.kind;
    const row2 = [
      0,
      e.mono,
      e.point,
      kind,
      e.tid,
      e.thread,
      e.stack,
      e.object,
      e.args.map(settled2),
      e.result && settled2(e.result),
      e.exception
    ];
    events.push(e.within >= 0 ? [...row2, count2, last, e.within] : count2 > 1 ? [...row2, count2, last] : row2);
    size += 200;
  }
  function tell(outcomes) {
    hooks.push(...outcomes);
  }
  function sign(found3) {
    signs.push(found3);
  }
  var counted = () => 0;
  function countedBy(source) {
    counted = source;
  }
  function flush(final = false) {
    flushed = now();
    if (counted(hostGone ? (_e, count2) => void (lost2 += count2) : add) > 0) {
      events.sort((a, b) => a[1] - b[1]);
    }
    lost2 += takeUnseen();
    for (let n = takeUnhooked(); n > 0; n--) {
      failed("a class that appeared was not hooked: its thread had no room left on its stack");
    }
    if (!final && events.length + stacks.length + hooks.length + signs.length + lost2 === 0 && Object.keys(errors).length + Object.keys(skipped).length === 0) {
      return;
    }
    for (const event of events) {
      event[0] = seq++;
    }
    seq += lost2;
    const head2 = {
      n: batch,
      next: seq,
      offset: Math.round(Date.now() * 1e3 - now() / 1e3),
      events,
      stacks,
      lost: lost2,
      skipped,
      errors,
      hooks,
      signs,
      final,
      blobs: blobs.map((b) => b.byteLength)
    };
    const text4 = Memory.allocUtf8String(JSON.stringify(head2));
    const length = Number(strlen(text4));
    const total = blobs.reduce((sum, b) => sum + b.byteLength, length);
    let data = text4.readByteArray(length);
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
    lost2 = 0;
    skipped = {};
    errors = {};
    hooks = [];
    signs = [];
    send({ t: "batch", size: length }, data);
  }
  var sources = [];
  function drainedWith(source) {
    sources.push(source);
  }
  function drain(timeoutMs) {
    sources.forEach((source) => source());
    flush(true);
    deaf = !waitFor(() => inFlight === 0, deaf ? 0 : timeoutMs);
    return !deaf;
  }
  function waitFor(done, timeoutMs = HOST_TIMEOUT_MS) {
    const end3 = Date.now() + timeoutMs;
    while (!done()) {
      if (Date.now() >= end3) {
        return false;
      }
      Thread.sleep(1e-3);
    }
    return true;
  }
  function start() {
    const listen2 = () => {
      recv("ack", (message) => {
        inFlight -= unacknowledged.get(message.n) ?? 0;
        unacknowledged.delete(message.n);
        hostGone = deaf = false;
        listen2();
      });
    };
    listen2();
    setInterval(() => flush(), SPAN_NS / 1e6);
  }

  // src/java/stacks/traces.ts
  var NATIVE_LINE = -2;
  var MOST_FRAMES = 2048;
  var LOOKUP = "_ZN13InstanceKlass22method_with_orig_idnumEii";
  var LINE2 = "_ZN27java_lang_StackTraceElement20decode_file_and_lineE6HandleP13InstanceKlassiRK12methodHandleiRP6SymbolRP7oopDescRiP10JavaThread";
  var DESCRIBED = "_ZN13MethodHandles22init_method_MemberNameE6HandleR8CallInfo";
  var IGNORED = "_ZNK6Method33is_ignored_by_security_stack_walkEv";
  var disguise = null;
  var reflection = null;
  var filled = /* @__PURE__ */ new Set();
  var names = /* @__PURE__ */ new Set();
  var STRUCT = { names: "TypeNameOffset FieldNameOffset", value: "OffsetOffset" };
  function described(jvm, table, row2, wanted2) {
    const word = (name2) => Number(jvm.getExportByName(`${table}Entry${name2}`).readU64());
    const stride = word("ArrayStride");
    const names5 = row2.names.split(" ").map(word);
    const value2 = word(row2.value);
    for (let at = jvm.getExportByName(`${table}s`).readPointer(); !at.add(names5[0]).readPointer().isNull(); at = at.add(stride)) {
      if (names5.map((n) => at.add(n).readPointer().readCString()).join(".") === wanted2) {
        return row2.value === "ValueOffset" ? at.add(value2).readS32() : Number(at.add(value2).readU64());
      }
    }
    return null;
  }
  function prepare3(env) {
    const jvm = Java.api.flavor === "jvm" ? Process.findModuleByName("libjvm.so") : null;
    if (jvm === null) {
      return;
    }
    const meta = env.findClass("java/lang/Class");
    const data = member(env.handle, meta, "java.lang.Class$ReflectionData", "reflectionData", false);
    const methods = member(env.handle, meta, "java.lang.reflect.Method[]", "privateGetDeclaredMethods", false, "Z");
    const constructors = member(
      env.handle,
      meta,
      "java.lang.reflect.Constructor[]",
      "privateGetDeclaredConstructors",
      false,
      "Z"
    );
    if (data !== null && methods !== null && constructors !== null) {
      reflection = { data, methods, constructors };
    }
    const flags = described(jvm, "gHotSpotVMStruct", STRUCT, "Method._flags");
    const hidden = described(
      jvm,
      "gHotSpotVMIntConstant",
      { names: "NameOffset", value: "ValueOffset" },
      "Method::_hidden"
    );
    const access = described(jvm, "gHotSpotVMStruct", STRUCT, "Method._access_flags");
    const [lookup, line, member3, ignored] = [LOOKUP, LINE2, DESCRIBED, IGNORED].map((name2) => jvm.findSymbolByName(name2));
    const modifiers = member(env.handle, classRef(env.handle, "java.lang.invoke.MemberName"), "int", "flags", true);
    if (flags === null || access === null || hidden === null || modifiers === null || member3 === null || lookup === null || line === null || ignored === null) {
      failed("this JVM does not tell how to keep hooks out of stack traces: the app sees them there");
      return;
    }
    sparingDumps(env.handle, jvm);
    unlisted(env.handle, jvm);
    const { module: module3, state: state2, facts: facts3 } = compile(traces_c_default, "disguise", [], ofCore("here_now"));
    const DISGUISE = facts3.state("disguise", { table: "pointer", access: "s32", flags: "s32" });
    const room4 = facts3.number("ROOM");
    const table = Memory.alloc(room4 * facts3.struct("names", {}).size);
    refuseMisfits();
    state2.add(DISGUISE.table).writePointer(table);
    state2.add(DISGUISE.access).writeS32(access);
    state2.add(DISGUISE.flags).writeS32(modifiers.id.toUInt32() >>> 2);
    Interceptor.attach(lookup, { onLeave: module3.looked_up });
    Interceptor.attach(line, {
      onEnter: module3.line_enter,
      onLeave: module3.line_leave
    });
    Interceptor.attach(member3, {
      onEnter: module3.described_enter,
      onLeave: module3.described_leave
    });
    Interceptor.attach(ignored, {
      onEnter: module3.ignored_enter,
      onLeave: module3.ignored_leave
    });
    disguise = {
      note: new NativeFunction(module3.note, "void", ["pointer", "pointer"], { scheduling: "exclusive" }),
      flags,
      hidden,
      kept: [table, state2, module3],
      left: room4 / 2
    };
  }
  function keepReflection(env, cls) {
    if (reflection === null || filled.has(cls)) {
      return;
    }
    filled.add(cls);
    const e = env.handle;
    pushFrame(e, 16);
    try {
      const ref = cls.$copyClassHandle(env);
      for (const publicOnly of [0, 1]) {
        read(e, ref, reflection.methods, publicOnly);
        read(e, ref, reflection.constructors, publicOnly);
      }
      const data = read(e, ref, reflection.data);
      if (data !== null && !data.isNull()) {
        newGlobal(e, data);
      }
    } finally {
      popFrame(e, NULL);
    }
  }
  function sparingDumps(env, jvm) {
    const cls = newGlobal(env, classRef(env, "java.lang.StackTraceElement"));
    const field = (type, name2) => member(env, cls, type, name2, true);
    const [holder, method, line] = [
      field("java.lang.String", "declaringClass"),
      field("java.lang.String", "methodName"),
      field("int", "lineNumber")
    ];
    const nameOf3 = (e, frame) => `${text(e, read(e, frame, holder), 1024).text}.${text(e, read(e, frame, method), 1024).text}`;
    const spare = (e, frames) => {
      const left2 = [];
      let below2 = "";
      const n = arrayLength(e, frames);
      for (let i = 0; i < n; i++) {
        const frame = arrayElement(e, frames, i);
        const name2 = nameOf3(e, frame);
        if (name2 === below2 && names.has(name2) && read(e, frame, line) === NATIVE_LINE) {
          below2 = "";
          continue;
        }
        below2 = name2;
        left2.push(frame);
      }
      if (left2.length === n) {
        return null;
      }
      const made2 = newArray(e, left2.length, cls, NULL);
      left2.forEach((frame, i) => setElement(e, made2, i, frame));
      return made2;
    };
    Interceptor.attach(jvm.getExportByName("JVM_DumpThreads"), {
      onEnter(args) {
        this.env = args[0];
        thread().add(THREAD.dumping).writeS32(1);
      },
      onLeave(dumps) {
        thread().add(THREAD.dumping).writeS32(0);
        const e = this.env;
        const n = dumps.isNull() ? 0 : arrayLength(e, dumps);
        for (let i = 0; i < n; i++) {
          pushFrame(e, MOST_FRAMES);
          const frames = arrayElement(e, dumps, i);
          const spared = frames.isNull() ? null : spare(e, frames);
          if (spared !== null) {
            setElement(e, dumps, i, spared);
          }
          popFrame(e, NULL);
        }
      }
    });
  }
  function unlisted(env, jvm) {
    const meta = classRef(env, "java.lang.Thread");
    const own2 = newGlobal(
      env,
      callStatic(env, meta, staticMethod(env, meta, "currentThread", "()Ljava/lang/Thread;"), "L", [])
    );
    Interceptor.attach(jvm.getExportByName("JVM_GetAllThreads"), {
      onEnter(args) {
        this.env = args[0];
      },
      onLeave(threads) {
        const e = this.env;
        const n = threads.isNull() ? 0 : arrayLength(e, threads);
        const left2 = [];
        for (let i = 0; i < n; i++) {
          const each = arrayElement(e, threads, i);
          if (isSame(e, each, own2) === 0) {
            left2.push(each);
          }
        }
        if (left2.length < n) {
          const made2 = newArray(e, left2.length, meta, NULL);
          left2.forEach((each, i) => setElement(e, made2, i, each));
          threads.replace(made2);
        }
      }
    });
  }
  function hide(fresh, original, name2) {
    names.add(name2);
    if (disguise === null || fresh.equals(original) || disguise.left-- <= 0) {
      return;
    }
    const flags = fresh.add(disguise.flags);
    flags.writeU16(flags.readU16() | disguise.hidden);
    disguise.note(fresh, original);
  }

  // src/java/methods/sites.ts
  var all = [];
  var handles = /* @__PURE__ */ new Set();
  var groups = /* @__PURE__ */ new Map();
  var kept2 = [];
  var unresolved = [];
  function placed(id) {
    return all[id];
  }
  function isPlaced(method) {
    return handles.has(method.handle.toString());
  }
  function letter(type) {
    return descriptor(type)[0].replace("[", "L");
  }
  function told(type) {
    return type === "java.lang.String" ? "T" : letter(type);
  }
  function place(method, env, hook3) {
    const at = Memory.alloc(SITE.size);
    const isStatic = method.type === STATIC;
    const args = method.argumentTypes.map((t) => t.className);
    const ret = method.type === CONSTRUCTOR ? "void" : method.returnType.className;
    const group = hook3.points[0].group;
    if (!groups.has(group)) {
      groups.set(group, groups.size + 1);
    }
    const types2 = Memory.alloc(Math.max(8, args.length));
    args.forEach((t, i) => types2.add(i).writeU8(told(t).charCodeAt(0)));
    kept2.push(types2);
    const made2 = {
      ...hook3,
      id: all.length,
      at,
      name: method.methodName,
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
    at.add(SITE.types).writePointer(types2);
    at.add(SITE.id).writeS32(made2.id);
    at.add(SITE.group).writeS32(groups.get(group));
    at.add(SITE.isStatic).writeU8(isStatic ? 1 : 0);
    at.add(SITE.ret).writeU8(told(ret).charCodeAt(0));
    at.add(SITE.n).writeU8(args.length);
    at.add(SITE.starts).writeU8(hook3.points.some((p) => p.kind === "exec") ? 1 : 0);
    const lane = hook3.kind.lane === true && method.type !== CONSTRUCTOR && hook3.points.every((p) => p.skip_callers.length === 0);
    at.add(SITE.lane).writeU8(lane ? 1 : 0);
    all.push(made2);
    handles.add(method.handle.toString());
    unresolved.push(made2);
    return made2;
  }
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
  function wrapper(name2, site, letters, ret) {
    const parameters = letters.map((l, i) => `, ${C_TYPE[l][0]}a${i}`).join("");
    const packed = letters.map((l, i) => `v[${i}].${C_TYPE[l][1]} = a${i};`).join(" ");
    const [type, field] = C_TYPE[ret];
    const back = ret === "V" ? "" : ` return r.${field};`;
    return `${type}${name2} (void *env, void *self${parameters}) { value v[${letters.length + 1}], r; ${packed} enter ((void *) (uintptr_t) ${site}ULL, env, self, v, &r);${back} }
`;
  }
  function wrapped(sites) {
    if (sites.length === 0) {
      return [];
    }
    const source = sites.map((s) => wrapper(`hook_${s.id}`, s.at, s.letters, s.retLetter)).join("");
    const made2 = new CModule(wrapper_c_default + source, ofCore("enter"));
    kept2.push(made2);
    return sites.map((s) => made2[`hook_${s.id}`]);
  }
  function resolve(site) {
    const { method, env, isStatic } = site;
    const target3 = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api);
    site.at.add(SITE.target).writePointer(target3);
    site.resolved = true;
    if (Java.api.flavor === "jvm") {
      hide(method.handle.readPointer(), target3.readPointer(), site.site);
    }
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

  // src/java/methods/together.ts
  var MARK = "VM_RedefineClasses::mark_dependent_code";
  var WALK = "ClassLoaderDataGraph::classes_do";
  var ONCE = [
    "VM_RedefineClasses::flush_dependent_code",
    WALK,
    "ResolvedMethodTable::adjust_method_entries",
    "ClassLoaderDataGraph::clean_deallocate_lists"
  ];
  function together(work) {
    const api = Java.api;
    if (Java.api.flavor !== "jvm" || [MARK, ...ONCE].some((name2) => api[name2] === void 0)) {
      work();
      return;
    }
    const scope = globalThis;
    const Made = NativeCallback;
    const me = Process.getCurrentThreadId();
    scope.NativeCallback = function(change, ret, args) {
      const once2 = (...given) => onceFor(api, () => change(...given));
      return new Made(Process.getCurrentThreadId() === me ? once2 : change, ret, args);
    };
    try {
      work();
    } finally {
      scope.NativeCallback = Made;
    }
  }
  function onceFor(api, change) {
    const own2 = ONCE.map((name2) => api[name2]);
    const asked4 = ONCE.map(() => void 0);
    ONCE.forEach((name2, i) => {
      api[name2] = (...args) => void (asked4[i] ??= name2 === WALK ? [kept3(args[0])] : args);
    });
    try {
      change();
    } finally {
      ONCE.forEach((name2, i) => api[name2] = own2[i]);
    }
    asked4.forEach((args, i) => args !== void 0 && own2[i](...args));
  }
  function kept3(closure) {
    const words = 3 * Process.pointerSize;
    const copy2 = Memory.alloc(words + Process.pointerSize);
    const table = copy2.add(words);
    Memory.copy(copy2, closure, words);
    table.writePointer(closure.readPointer().readPointer());
    return copy2.writePointer(table);
  }

  // src/java/methods/replace.ts
  var PATIENCE_MS2 = 1e3;
  var kept4 = [];
  var collecting = /* @__PURE__ */ new Map();
  var putting = /* @__PURE__ */ new Map();
  var ticks = [];
  var owner = 0;
  function exclusively(work) {
    const me = Process.getCurrentThreadId();
    const end3 = Date.now() + PATIENCE_MS2;
    while (owner !== 0 && owner !== me && Date.now() < end3) {
      Thread.sleep(1e-3);
    }
    const before3 = owner;
    owner = me;
    try {
      work();
    } finally {
      owner = before3 === me ? me : 0;
    }
  }
  function replace(method, env, body, failed2 = (e) => {
    throw e;
  }) {
    const mine = collecting.get(Process.getCurrentThreadId());
    if (mine === void 0) {
      throw new Error("replace() outside of atOnce()");
    }
    mine.push({ method, env, body, failed: failed2 });
  }
  function bare(method, env, body) {
    const ret = method.returnType.type;
    const args = method.argumentTypes.map((t) => t.type);
    const isStatic = method.type === STATIC;
    const holder = newGlobal(env.handle, method.holder.$copyClassHandle(env));
    const native2 = originalCall(env.handle, isStatic, ret, args);
    let target3 = null;
    const resolve2 = () => target3 = method.implementation._m.resolveTarget(method.holder, !isStatic, env, Java.api);
    const call = isStatic ? (e, self, a) => native2(e, self, target3 ?? resolve2(), ...a) : (e, self, a) => native2(e, self, holder, target3 ?? resolve2(), ...a);
    const callback = new NativeCallback(
      (e, self, ...rest) => body(() => call(e, self, rest), e, self, rest),
      ret,
      ["pointer", "pointer", ...args]
    );
    kept4.push(callback);
    return callback;
  }
  function put(wanted2, callback) {
    const { method } = wanted2;
    const scope = globalThis;
    const Made = scope.NativeCallback;
    try {
      scope.NativeCallback = function() {
        scope.NativeCallback = Made;
        return callback;
      };
      method.implementation = () => {
      };
      wanted2.callback = callback;
    } finally {
      scope.NativeCallback = Made;
    }
  }
  function putAll(all3) {
    const placed2 = [];
    const sources2 = [];
    const attempt2 = (wanted2, work) => {
      try {
        work();
      } catch (error) {
        wanted2.failed(error);
      }
    };
    for (const wanted2 of all3) {
      const { method, env, body } = wanted2;
      attempt2(wanted2, () => {
        keepReflection(env, method.holder);
        if (typeof body === "function") {
          put(wanted2, bare(method, env, body));
        } else if (body instanceof NativePointer) {
          put(wanted2, body);
        } else {
          placed2.push(place(method, env, body));
          sources2.push(wanted2);
        }
      });
    }
    const functions2 = wrapped(placed2);
    functions2.forEach((callback, i) => attempt2(sources2[i], () => put(sources2[i], callback)));
  }
  function keepAll(all3) {
    for (const { method, callback, failed: failed2 } of all3) {
      if (callback !== void 0) {
        const {
          holder: { $n: holder },
          methodName: name2
        } = method;
        hideFrames(`${holder}.${name2}`);
        if (name2 === holder.slice(holder.lastIndexOf(".") + 1)) {
          hideFrames(`${holder}.<init>`);
        }
        try {
          keepIn(method, callback, failed2);
        } catch (error) {
          failed2(error);
        }
      }
    }
  }
  function atOnce(env, work) {
    exclusively(() => replaceAll(env, work));
  }
  function replaceAll(env, work) {
    const mine = [];
    within(collecting, mine, work);
    if (mine.length === 0) {
      return;
    }
    keepTicks();
    within(putting, true, () => putAll(mine));
    try {
      operating(() => together(() => ticks.splice(0).forEach((run) => run())));
    } finally {
      passThrough(env);
    }
    keepAll(mine);
    resolveTargets();
  }
  function within(of, value2, work) {
    const me = Process.getCurrentThreadId();
    const before3 = of.get(me);
    of.set(me, value2);
    try {
      work();
    } finally {
      if (before3 === void 0) {
        of.delete(me);
      } else {
        of.set(me, before3);
      }
    }
  }
  var ticksKept = false;
  function keepTicks() {
    if (ticksKept) {
      return;
    }
    ticksKept = true;
    const script = Script;
    const later = script.nextTick;
    script.nextTick = (fn, ...args) => {
      if (putting.has(Process.getCurrentThreadId())) {
        ticks.push(() => fn(...args));
      } else {
        later.call(script, fn, ...args);
      }
    };
  }

  // src/java/stacks/arttraces.ts
  var MAKERS = [
    ["java.lang.Throwable", "nativeGetStackTrace", "java.lang.Object"],
    ["dalvik.system.VMStack", "getThreadStackTrace", "java.lang.Thread"]
  ];
  var ELEMENT = "java.lang.StackTraceElement";
  var names2 = /* @__PURE__ */ new Set();
  var kept5 = [];
  function hideFrames(name2) {
    names2.add(name2);
  }
  function prepare4(env) {
    if (Java.api.flavor !== "art") {
      return;
    }
    try {
      const cls = classRef(env.handle, ELEMENT);
      const field = (type, name2) => {
        const found3 = member(env.handle, cls, type, name2, true);
        if (found3 === null) {
          throw new Error(`${ELEMENT} has no ${name2}`);
        }
        return found3;
      };
      const text4 = "java.lang.String";
      const members9 = {
        cls,
        holder: field(text4, "declaringClass"),
        method: field(text4, "methodName"),
        line: field("int", "lineNumber")
      };
      const { module: module3, state: traces, facts: facts3 } = compile(arttraces_c_default, "traces", [], ofCore("here_now", "fits"));
      const P3 = "pointer";
      const TRACES = facts3.state("traces", { element: P3, className: P3, methodName: P3, line: P3, ask: P3, made: "part" });
      const most = facts3.number("MOST_FRAMES");
      refuseMisfits();
      const ask3 = new NativeCallback(sparing(members9, module3, most), "pointer", ["pointer", "pointer"]);
      kept5.push(traces, module3, ask3);
      traces.add(TRACES.element).writePointer(cls);
      traces.add(TRACES.className).writePointer(members9.holder.id);
      traces.add(TRACES.methodName).writePointer(members9.method.id);
      traces.add(TRACES.line).writePointer(members9.line.id);
      traces.add(TRACES.ask).writePointer(ask3);
      MAKERS.forEach(([type, name2, taken3], i) => {
        const owner2 = classRef(env.handle, type);
        const method = staticMethod(env.handle, owner2, name2, `(${descriptor(taken3)})[${descriptor(ELEMENT)}`);
        const made2 = traces.add(TRACES.made + 2 * i * Process.pointerSize);
        made2.writePointer(owner2);
        made2.add(Process.pointerSize).writePointer(method);
      });
      atOnce(
        env.handle,
        () => MAKERS.forEach(([type, name2], i) => {
          for (const method of Java.use(type)[name2].overloads) {
            replace(method, env, [module3.first, module3.second][i], told2);
          }
        })
      );
    } catch (error) {
      cleared(env.handle);
      told2(error);
    }
  }
  function told2(error) {
    failed(
      `this runtime does not let hooks be kept out of stack traces, the app sees them there: ${error.message ?? error}`
    );
  }
  function sparing(members9, module3, most) {
    const exclusive = { exceptions: "propagate", scheduling: "exclusive" };
    const repeated = new NativeFunction(
      module3.repeated,
      "int",
      ["pointer", "pointer", "pointer", "int"],
      exclusive
    );
    const without = new NativeFunction(
      module3.without,
      "pointer",
      ["pointer", "pointer", "pointer", "int"],
      exclusive
    );
    const read4 = (env, frame, member3) => text(env, read(env, frame, member3), 1024).text;
    const nameAt = (env, frames, i) => {
      pushFrame(env, 4);
      try {
        const frame = arrayElement(env, frames, i);
        return `${read4(env, frame, members9.holder)}.${read4(env, frame, members9.method)}`;
      } finally {
        popFrame(env, NULL);
      }
    };
    return (env, frames) => {
      try {
        settled();
        const places = Memory.alloc(4 * most);
        const n = repeated(env, frames, places, most);
        let dropped = 0;
        let before3 = -1;
        for (let i = 0; i < n; i++) {
          const at = places.add(4 * i).readS32();
          if (at - 1 !== before3 && names2.has(nameAt(env, frames, at))) {
            places.add(4 * dropped++).writeS32(at);
            before3 = at;
          }
        }
        const made2 = dropped === 0 ? frames : without(env, frames, places, dropped);
        return cleared(env) || made2.isNull() ? frames : made2;
      } catch (error) {
        cleared(env);
        failed(error);
        return frames;
      }
    };
  }

  // src/java/bind.ts
  var THREAD2 = "android.app.ActivityThread";
  var METHOD = "handleBindApplication";
  var PAUSE_S = 5e-3;
  var closed = false;
  var begun = 0;
  var ms = 0;
  var passed = false;
  function wait(patienceMs) {
    begun ||= Date.now();
    while (closed && Date.now() - begun < patienceMs) {
      Thread.sleep(PAUSE_S);
    }
    ms = Date.now() - begun;
    passed ||= closed;
  }
  function bar(env, patienceMs) {
    let methods;
    try {
      methods = Java.use(THREAD2)[METHOD]?.overloads ?? [];
    } catch {
      return false;
    }
    let placed2 = 0;
    closed = true;
    atOnce(env.handle, () => {
      for (const method of methods) {
        placed2++;
        const failed2 = () => void placed2--;
        replace(
          method,
          env,
          (original, _env) => {
            wait(patienceMs);
            return original();
          },
          failed2
        );
      }
    });
    closed = placed2 > 0;
    return closed;
  }
  function unbar() {
    if (closed && begun !== 0 && !passed) {
      ms = Date.now() - begun;
    }
    closed = false;
    return { ms, passed };
  }

  // src/java/values/bundle.ts
  var bundle_exports = {};
  __export(bundle_exports, {
    bundle: () => bundle,
    prepare: () => prepare7
  });

  // src/java/values/collections.ts
  var collections_exports = {};
  __export(collections_exports, {
    countOf: () => countOf,
    elements: () => elements,
    prepare: () => prepare5
  });
  var COPIED = new RegExp(
    "^(java\\.util\\.(ArrayList|ArrayList\\$SubList|Arrays\\$ArrayList|LinkedList|ArrayDeque|PriorityQueue|HashSet|LinkedHashSet|HashMap\\$(KeySet|Values|EntrySet)|LinkedHashMap\\$Linked(KeySet|Values|EntrySet)|ImmutableCollections\\$(ListN|List12|SetN|Set12)|Collections\\$(Empty|Singleton)(List|Set)|concurrent\\.(CopyOnWriteArrayList|CopyOnWriteArraySet|ConcurrentLinkedQueue|ConcurrentLinkedDeque|ConcurrentHashMap\\$\\w*View))|android\\.util\\.ArraySet)$"
  );
  var MAPS = /^java\.util\.(HashMap|LinkedHashMap|TreeMap|IdentityHashMap|concurrent\.ConcurrentHashMap|ImmutableCollections\$Map[1N]|Collections\$(Empty|Singleton)Map)$/;
  var HOLDERS = [
    [
      /^java\.util\.Collections\$Unmodifiable\w*(List|Collection|Set)$/,
      "java.util.Collections$UnmodifiableCollection",
      "java.util.Collection",
      "c"
    ],
    [
      /^java\.util\.Collections\$Synchronized\w*(List|Collection|Set)$/,
      "java.util.Collections$SynchronizedCollection",
      "java.util.Collection",
      "c"
    ],
    [
      /^java\.util\.Collections\$Checked\w*(List|Collection|Set|Queue)$/,
      "java.util.Collections$CheckedCollection",
      "java.util.Collection",
      "c"
    ],
    [/^java\.util\.Collections\$UnmodifiableMap$/, "java.util.Collections$UnmodifiableMap", "java.util.Map", "m"],
    [/^java\.util\.Collections\$SynchronizedMap$/, "java.util.Collections$SynchronizedMap", "java.util.Map", "m"],
    [/^java\.util\.TreeSet$/, "java.util.TreeSet", "java.util.NavigableMap", "m"]
  ];
  var VECTOR = "java.util.Vector";
  var MOST_HOLDERS = 4;
  var members = /* @__PURE__ */ new Map();
  function memberOf(env, holder, type, name2, isField) {
    const key = `${holder}.${name2}`;
    let found3 = members.get(key);
    if (found3 === void 0) {
      const cls = classRef(env, holder);
      found3 = cls === null ? null : member(env, cls, type, name2, isField);
      members.set(key, found3);
    }
    return found3;
  }
  function prepare5(env) {
    HOLDERS.forEach(([, holder, type, name2]) => memberOf(env, holder, type, name2, true));
    memberOf(env, VECTOR, "java.lang.Object[]", "elementData", true);
    memberOf(env, VECTOR, "int", "elementCount", true);
  }
  function asked(env, ref, holder, type, name2, isField = false) {
    const member3 = memberOf(env, holder, type, name2, isField);
    const value2 = member3 === null ? null : read(env, ref, member3);
    return value2 === null || value2.isNull() ? null : value2;
  }
  function elements(env, ref, type) {
    let at = ref;
    let name2 = type;
    for (let i = 0; i < MOST_HOLDERS; i++) {
      const holder = HOLDERS.find(([pattern]) => pattern.test(name2));
      if (holder === void 0) {
        break;
      }
      const inner2 = asked(env, at, holder[1], holder[2], holder[3], true);
      if (inner2 === null) {
        return null;
      }
      at = inner2;
      name2 = className(env, getClass(env, at));
    }
    if (name2 === "java.util.TreeMap" && type === "java.util.TreeSet") {
      const keys = asked(env, at, "java.util.Map", "java.util.Set", "keySet");
      return keys === null ? null : asked(env, keys, "java.util.Collection", "java.lang.Object[]", "toArray");
    }
    if (MAPS.test(name2)) {
      const entries = asked(env, at, "java.util.Map", "java.util.Set", "entrySet");
      return entries === null ? null : asked(env, entries, "java.util.Collection", "java.lang.Object[]", "toArray");
    }
    if (name2 === "java.util.Vector" || name2 === "java.util.Stack") {
      return asked(env, at, VECTOR, "java.lang.Object[]", "elementData", true);
    }
    return COPIED.test(name2) ? asked(env, at, "java.util.Collection", "java.lang.Object[]", "toArray") : null;
  }
  function countOf(env, ref, type) {
    const count2 = /^java\.util\.(Vector|Stack)$/.test(type) ? memberOf(env, VECTOR, "int", "elementCount", true) : null;
    return count2 === null ? void 0 : Number(read(env, ref, count2));
  }

  // src/java/values/values.ts
  var TEXT_LIMIT = 65536;
  var BYTES_LIMIT = 65536;
  var ITEMS_LIMIT = 2e3;
  var DEPTH_LIMIT = 4;
  var PARTS_LIMIT = 1e4;
  var ALL_TEXT_LIMIT = 1 << 20;
  var DIGITS_LIMIT = 1 << 16;
  function room() {
    return { parts: PARTS_LIMIT, text: ALL_TEXT_LIMIT };
  }
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
  var described2 = /* @__PURE__ */ new Map();
  var enumName = null;
  var objectText = null;
  var digits = /* @__PURE__ */ new Map();
  var builders = null;
  function prepare6(env, types2) {
    specs = types2;
    const of = (cls, type, name2) => member(env, needClass(env, cls), type, name2, false);
    enumName = of("java.lang.Enum", "java.lang.String", "name");
    objectText = of("java.lang.Object", "java.lang.String", "toString");
    digits.set("java.math.BigInteger", of("java.math.BigInteger", "int", "bitLength"));
    digits.set("java.math.BigDecimal", of("java.math.BigDecimal", "java.math.BigInteger", "unscaledValue"));
    const builder = needClass(env, "java.lang.AbstractStringBuilder");
    const field = (type, name2) => member(env, builder, type, name2, true);
    builders = {
      units: field("char[]", "value"),
      bytes: field("byte[]", "value"),
      coder: field("byte", "coder"),
      count: field("int", "count")
    };
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
  function decimal(value2, single) {
    if (!Number.isFinite(value2) || value2 === 0) {
      return Object.is(value2, -0) ? "-0.0" : value2 === 0 ? "0.0" : String(value2);
    }
    let digits2 = value2;
    for (let p = 1; single && p <= 9; p++) {
      digits2 = Number(value2.toPrecision(p));
      if (Math.fround(digits2) === value2) {
        break;
      }
    }
    const size2 = Math.abs(value2);
    if (size2 >= 1e-3 && size2 < 1e7) {
      const text4 = String(digits2);
      return text4.includes(".") ? text4 : `${text4}.0`;
    }
    const [mantissa, exponent] = digits2.toExponential().split("e");
    return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  function isPrimitive(type) {
    return type in PRIMITIVE;
  }
  function bytes(env, array2, start2 = 0, count2 = -1, limit = BYTES_LIMIT) {
    if (array2.isNull()) {
      return { t: "null" };
    }
    const length = arrayLength(env, array2);
    const from = Math.max(0, Math.min(start2, length));
    const whole = Math.max(0, Math.min(count2 < 0 ? length : count2, length - from));
    const n = Math.min(whole, limit);
    const value2 = {
      t: "byte[]",
      b: n === 0 ? new ArrayBuffer(0) : region(env, array2, "B", from, n).readByteArray(n)
    };
    if (whole > n) {
      value2.n = whole;
      value2.c = 1;
    }
    return value2;
  }
  function object(env, ref, depth2 = 0, left2 = room()) {
    if (ref.isNull()) {
      return { t: "null" };
    }
    pushFrame(env, 16);
    try {
      return inner(env, ref, depth2, left2);
    } finally {
      popFrame(env, NULL);
    }
  }
  function is(env, ref, cls) {
    const c = classRef(env, cls);
    return c !== null && isInstance(env, ref, c) !== 0;
  }
  function inner(env, ref, depth2, left2) {
    left2.parts--;
    if (is(env, ref, "java.lang.String")) {
      return string(env, ref, left2);
    }
    const type = className(env, getClass(env, ref));
    if (type.startsWith("[")) {
      return array(env, ref, type, depth2, left2);
    }
    if (/^java\.lang\.(Boolean|Byte|Character|Short|Integer|Long|Float|Double)$|^java\.util\.UUID$/.test(type)) {
      return { ...textOf(env, ref, objectText, left2), t: type };
    }
    if (type === "java.lang.StringBuilder" || type === "java.lang.StringBuffer") {
      return { ...builderText(env, ref, left2), t: type };
    }
    if (digits.has(type)) {
      return bits(env, ref, type) > DIGITS_LIMIT ? { t: type } : { ...textOf(env, ref, objectText, left2), t: type };
    }
    if (is(env, ref, "java.lang.Enum")) {
      return { ...textOf(env, ref, enumName, left2), t: type };
    }
    if (type === "android.os.Bundle" || type === "android.os.PersistableBundle") {
      return depth2 < DEPTH_LIMIT ? bundle(env, ref, type, depth2, left2) : { t: type };
    }
    const known2 = describe(env, ref, type);
    if (known2 !== null) {
      return parts(env, ref, type, known2, depth2, left2);
    }
    if (PLATFORM.test(type) && depth2 < DEPTH_LIMIT) {
      const all3 = elements(env, ref, type);
      if (all3 !== null) {
        return { ...array(env, all3, "[Ljava.lang.Object;", depth2, left2, countOf(env, ref, type)), t: type };
      }
    }
    return { t: type };
  }
  function bits(env, ref, type) {
    const m = digits.get(type);
    const value2 = m == null ? null : read(env, ref, m);
    return value2 === null ? Infinity : m.letter === "L" ? bits(env, value2, "java.math.BigInteger") : Number(value2);
  }
  function builderText(env, ref, left2) {
    const b = builders;
    if (b === null || b.count === null) {
      return { t: "" };
    }
    const field = b.units ?? b.bytes;
    const held = field === null ? null : read(env, ref, field);
    if (held === null || held.isNull()) {
      return { t: "" };
    }
    const single = b.units === null && (b.coder === null || read(env, ref, b.coder) === 0);
    const size2 = b.units !== null || single ? 1 : 2;
    const length = Math.max(
      0,
      Math.min(Number(read(env, ref, b.count)), Math.floor(arrayLength(env, held) / size2))
    );
    const n = Math.min(length, TEXT_LIMIT, left2.text);
    left2.text -= n;
    const from = n === 0 ? NULL : region(env, held, b.units !== null ? "C" : "B", 0, n * size2);
    const x = n === 0 ? "" : single ? latin(from, n) : utf16(from, n);
    return { t: "", x, ...length > n ? { n: length, c: 1 } : {} };
  }
  function latin(from, n) {
    let out3 = "";
    const all3 = new Uint8Array(from.readByteArray(n));
    for (let i = 0; i < n; i += 4096) {
      out3 += String.fromCharCode.apply(null, all3.subarray(i, Math.min(n, i + 4096)));
    }
    return out3;
  }
  function string(env, ref, left2 = room()) {
    const limit = Math.max(0, Math.min(TEXT_LIMIT, left2.text));
    const { text: text4, length } = text(env, ref, limit);
    left2.text -= text4.length;
    return length > limit ? { t: "java.lang.String", x: text4, n: length, c: 1 } : { t: "java.lang.String", x: text4 };
  }
  function textOf(env, ref, m, left2) {
    const value2 = m === null ? null : read(env, ref, m);
    return value2 === null || value2.isNull() ? { t: "null" } : string(env, value2, left2);
  }
  function array(env, ref, type, depth2, left2, count2) {
    if (type === "[B") {
      const value2 = bytes(env, ref, 0, -1, Math.max(0, Math.min(BYTES_LIMIT, left2.text)));
      left2.text -= value2.b?.byteLength ?? 0;
      return value2;
    }
    const length = Math.min(arrayLength(env, ref), count2 ?? Infinity);
    if (type === "[C") {
      const n2 = Math.min(length, TEXT_LIMIT);
      return {
        t: "char[]",
        x: n2 === 0 ? "" : utf16(region(env, ref, "C", 0, n2), n2),
        ...length > n2 ? { n: length, c: 1 } : {}
      };
    }
    const n = depth2 >= DEPTH_LIMIT ? 0 : Math.max(0, Math.min(length, ITEMS_LIMIT, left2.parts));
    const items = [];
    if (type.length === 2) {
      const letter2 = type[1];
      const of = Object.keys(PRIMITIVE).find((p) => PRIMITIVE[p] === letter2);
      const size2 = { Z: 1, S: 2, I: 4, J: 8, F: 4, D: 8 }[letter2];
      const from = n === 0 ? NULL : region(env, ref, letter2, 0, n);
      for (let i = 0; i < n; i++) {
        const p = from.add(i * size2);
        items.push(
          primitive(
            of,
            {
              Z: () => p.readU8(),
              S: () => p.readS16(),
              I: () => p.readS32(),
              J: () => p.readS64(),
              F: () => p.readFloat(),
              D: () => p.readDouble()
            }[letter2]()
          )
        );
      }
      return { t: `${of}[]`, i: items, ...length > n ? { n: length, c: 1 } : {} };
    }
    for (let i = 0; i < n && left2.parts > 0; i++) {
      pushFrame(env, 16);
      const element2 = arrayElement(env, ref, i);
      items.push(element2.isNull() ? { t: "null" } : inner(env, element2, depth2 + 1, left2));
      popFrame(env, NULL);
    }
    return {
      t: type.replace(/^\[L(.*);$/, "$1[]"),
      i: items,
      ...length > items.length ? { n: length, c: 1 } : {}
    };
  }
  function partOf(env, ref, part) {
    return part.exact === null ? read(env, ref, part.member, ...part.args) : readExact(env, ref, part.exact, part.member, ...part.args);
  }
  function parts(env, ref, type, known2, depth2, left2) {
    const text4 = known2.text === null ? null : partOf(env, ref, known2.text);
    const value2 = known2.text === null ? { t: type } : { ...text4 === null || text4.isNull() ? {} : string(env, text4, left2), t: type };
    if (known2.parts.length > 0 && depth2 < DEPTH_LIMIT) {
      value2.f = {};
      for (const part of known2.parts) {
        const raw = partOf(env, ref, part);
        if (raw !== null) {
          value2.f[part.name] = part.member.letter === "L" ? object(env, raw, depth2 + 1, left2) : primitive(part.type, raw);
        }
      }
    }
    return value2;
  }
  function getter(env, cls, own2, part) {
    if (part.member.isField || !own2) {
      return { ...part, exact: null };
    }
    return isConcrete(env, cls, part.member.id) ? { ...part, exact: cls } : null;
  }
  function describe(env, ref, type) {
    const cached = described2.get(type);
    if (cached !== void 0) {
      return cached;
    }
    const matching = specs.filter((spec) => is(env, ref, spec.class));
    const own2 = matching.length > 0 && !isPlatforms(env, getClass(env, ref));
    let found3 = null;
    for (const spec of matching) {
      const cls = needClass(env, spec.class);
      const mine = own2 && isPlatforms(env, cls);
      found3 ??= { text: null, parts: [] };
      if (spec.text !== void 0) {
        const member3 = member(env, cls, "java.lang.String", spec.text, false);
        found3.text = member3 === null ? null : getter(env, cls, mine, { name: spec.text, type: "java.lang.String", member: member3, args: [] });
      }
      for (const [name2, declaration] of Object.entries(spec.fields ?? {})) {
        const [, partType, partName, call, index] = /^(\S+) (\w+)(\((\d*)\))?$/.exec(declaration);
        const member3 = member(env, cls, partType, partName, call === void 0, index ? "I" : "");
        const part = member3 === null ? null : getter(env, cls, mine, { name: name2, type: partType, member: member3, args: index ? [Number(index)] : [] });
        if (part !== null) {
          found3.parts.push(part);
        }
      }
    }
    described2.set(type, found3);
    return found3;
  }

  // src/java/values/parcel.ts
  var PARCEL = "android.os.Parcel";
  var LONGEST = 8192;
  var MOST = 200;
  var LARGEST = 256 * 1024;
  var HEADERS = [1398362964, 1447969874, 1380270927];
  var NAME = /^[A-Za-z_$][\w$]*(\.[\w$]+)+$/;
  var members2 = /* @__PURE__ */ new Map();
  function get(env, ref, type, name2, ...args) {
    const key = name2 + args.length;
    let m = members2.get(key);
    if (m === void 0) {
      const cls = classRef(env, PARCEL);
      m = cls === null ? null : member(env, cls, type, name2, false, "I".repeat(args.length));
      members2.set(key, m);
    }
    return m === null ? null : read(env, ref, m, ...args);
  }
  function descriptorOf(env, parcel) {
    if (parcel.isNull()) {
      return "";
    }
    const position2 = get(env, parcel, "int", "dataPosition");
    const size2 = get(env, parcel, "int", "dataSize");
    if (position2 === null || size2 === null) {
      return "";
    }
    const wordAt = (at) => {
      get(env, parcel, "void", "setDataPosition", at);
      return get(env, parcel, "int", "readInt");
    };
    try {
      const first = size2 >= 12 && HEADERS.includes(wordAt(8)) ? [12] : [8, 4];
      for (const at of first) {
        const length = at + 4 <= size2 ? wordAt(at) : 0;
        if (length > 0 && length < 512 && at + 4 + 2 * (length + 1) <= size2) {
          get(env, parcel, "void", "setDataPosition", at);
          const ref = get(env, parcel, "java.lang.String", "readString");
          const name2 = ref === null || ref.isNull() ? "" : text(env, ref, 512).text;
          if (NAME.test(name2)) {
            return name2;
          }
        }
      }
      return "";
    } finally {
      get(env, parcel, "void", "setDataPosition", position2);
    }
  }
  function contents(env, parcel) {
    if (parcel.isNull()) {
      return { t: "null" };
    }
    const size2 = get(env, parcel, "int", "dataSize");
    if (size2 === null || size2 > LARGEST) {
      return { t: PARCEL, ...size2 === null ? {} : { n: size2, c: 1 } };
    }
    const array2 = get(env, parcel, "byte[]", "marshall");
    if (array2 === null || array2.isNull()) {
      return { t: PARCEL };
    }
    const all3 = bytes(env, array2);
    return { ...all3, t: PARCEL, i: textsIn(all3.b) };
  }
  function textsIn(data) {
    const view = new DataView(data);
    const found3 = [];
    for (let at = 0; at + 8 <= data.byteLength && found3.length < MOST; ) {
      const n = view.getInt32(at, true);
      const text4 = n < 2 || n > LONGEST ? null : wide(view, at + 4, n) ?? narrow(view, at + 4, n);
      if (text4 === null) {
        at += 4;
        continue;
      }
      found3.push({ t: "java.lang.String", x: text4.text });
      at += 4 + (text4.size + 3 & ~3);
    }
    return found3;
  }
  var UNSEEN = /[\u0000-\u0008\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;
  function told3(text4, size2) {
    return UNSEEN.test(text4.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")) ? null : { text: text4, size: size2 };
  }
  function wide(view, at, n) {
    const size2 = 2 * (n + 1);
    if (at + size2 > view.byteLength || view.getUint16(at + 2 * n, true) !== 0) {
      return null;
    }
    let text4 = "";
    for (let i = 0; i < n; i++) {
      text4 += String.fromCharCode(view.getUint16(at + 2 * i, true));
    }
    return told3(text4, size2);
  }
  function narrow(view, at, n) {
    if (at + n + 1 > view.byteLength || view.getUint8(at + n) !== 0) {
      return null;
    }
    let text4 = "";
    for (let i = 0; i < n; i++) {
      const byte = view.getUint8(at + i);
      if (byte >= 128) {
        return null;
      }
      text4 += String.fromCharCode(byte);
    }
    return told3(text4, n + 1);
  }

  // src/java/values/bundle.ts
  var BUNDLE = "android.os.BaseBundle";
  var MAP = "android.util.ArrayMap";
  var MOST2 = 200;
  var members3 = null;
  function prepare7(env) {
    if (classRef(env, BUNDLE) !== null) {
      members3 = find2(env);
    }
  }
  function find2(env) {
    const bundle2 = needClass(env, BUNDLE);
    const map = classRef(env, MAP);
    const of = (type, name2, args) => map === null ? null : member(env, map, type, name2, false, args);
    return {
      packed: member(env, bundle2, "android.os.Parcel", "mParcelledData", true),
      map: member(env, bundle2, MAP, "mMap", true),
      size: of("int", "size", ""),
      key: of("java.lang.Object", "keyAt", "I"),
      value: of("java.lang.Object", "valueAt", "I")
    };
  }
  function bundle(env, ref, type, depth2, left2) {
    members3 ??= find2(env);
    const { packed, map, size: size2, key, value: value2 } = members3;
    const parcel = packed === null ? null : read(env, ref, packed);
    if (parcel !== null && !parcel.isNull()) {
      return { ...contents(env, parcel), t: type };
    }
    const held = map === null ? null : read(env, ref, map);
    if (held === null || held.isNull() || size2 === null || key === null || value2 === null) {
      return { t: type };
    }
    const f = {};
    const n = Number(read(env, held, size2));
    for (let i = 0; i < Math.min(n, MOST2); i++) {
      pushFrame(env, 8);
      const name2 = read(env, held, key, i);
      const held_ = read(env, held, value2, i);
      if (name2 !== null && !name2.isNull() && held_ !== null) {
        f[text(env, name2, 512).text] = object(env, held_, depth2 + 1, left2);
      }
      popFrame(env, NULL);
    }
    return { t: type, f, ...n > MOST2 ? { n, c: 1 } : {} };
  }

  // src/kinds/commands.ts
  var commands_exports = {};
  __export(commands_exports, {
    exec: () => exec,
    nativeExec: () => nativeExec,
    plainly: () => plainly,
    pointOf: () => pointOf,
    prepare: () => prepare13
  });

  // src/native/addresses.ts
  var INET = 2;
  var INET6 = 10;
  var UNIX = 1;
  var PACKET = 17;
  var NETLINK = 16;
  var LONGEST2 = 128;
  var MOST_LINKS = 256;
  var EXCLUSIVE2 = { exceptions: "propagate", scheduling: "exclusive" };
  var asker = (name2) => new NativeFunction(Module.getGlobalExportByName(name2), "int", ["int", "pointer", "pointer"], EXCLUSIVE2);
  var getsockname = asker("getsockname");
  var getpeername = asker("getpeername");
  var buffer = Memory.alloc(LONGEST2 + 8);
  function v6(at) {
    const b = new Uint8Array(at.readByteArray(16));
    if (b.subarray(0, 10).every((x) => x === 0) && b[10] === 255 && b[11] === 255) {
      return b.subarray(12).join(".");
    }
    const groups2 = Array.from({ length: 8 }, (_, i) => (b[2 * i] << 8 | b[2 * i + 1]).toString(16)).join(":");
    const zeros = [...groups2.matchAll(/(^|:)0(:0)+(?=:|$)/g)].sort((p, q) => q[0].length - p[0].length)[0];
    return zeros === void 0 ? groups2 : `${groups2.slice(0, zeros.index)}::${groups2.slice(zeros.index + zeros[0].length + 1)}`;
  }
  function port(at) {
    return at.add(2).readU8() << 8 | at.add(3).readU8();
  }
  function internet(address, number) {
    return {
      t: "sockaddr",
      x: address.includes(":") ? `[${address}]:${number}` : `${address}:${number}`,
      f: { address: { t: "address", x: address }, port: { t: "int", x: String(number) } }
    };
  }
  function hardware(at, n) {
    return {
      t: "hwaddr",
      x: [...new Uint8Array(at.readByteArray(n))].map((b) => b.toString(16).padStart(2, "0")).join(":")
    };
  }
  function addressOf(at, size2) {
    if (at.isNull() || size2 < 2) {
      return { t: "null" };
    }
    const family = at.readU16();
    if (family === INET && size2 >= 16) {
      return internet(new Uint8Array(at.add(4).readByteArray(4)).join("."), port(at));
    }
    if (family === INET6 && size2 >= 28) {
      return internet(v6(at.add(8)), port(at));
    }
    if (family === UNIX) {
      const abstract = size2 > 3 && at.add(2).readU8() === 0;
      const text4 = size2 <= 3 ? "" : at.add(abstract ? 3 : 2).readCString(size2 - 3) ?? "";
      return { t: "sockaddr", x: abstract ? `@${text4}` : text4 };
    }
    return { t: "sockaddr", f: { family: { t: "int", x: String(family) } } };
  }
  function end(ask3, fd) {
    const size2 = buffer.add(LONGEST2);
    size2.writeU32(LONGEST2);
    if (ask3(fd, buffer, size2) !== 0) {
      return null;
    }
    const family = buffer.readU16();
    return family === INET || family === INET6 ? addressOf(buffer, size2.readU32()) : null;
  }
  function peer(fd) {
    if (fd < 0) {
      return {};
    }
    const local = end(getsockname, fd);
    const remote = end(getpeername, fd);
    const f = {};
    if (local !== null) {
      f.local = local;
    }
    if (remote !== null) {
      f.remote = remote;
    }
    return local === null && remote === null ? {} : { f };
  }
  function linksOf(at) {
    const word = Process.pointerSize;
    const i = [];
    for (let link2 = at.readPointer(); !link2.isNull() && i.length < MOST_LINKS; link2 = link2.readPointer()) {
      const name2 = link2.add(word).readPointer().readCString() ?? "";
      const address = link2.add(3 * word).readPointer();
      const f = { name: { t: "char*", x: name2 } };
      if (!address.isNull()) {
        const family = address.readU16();
        if (family === PACKET) {
          f.address = hardware(address.add(12), Math.min(8, address.add(11).readU8()));
        } else if (family === INET) {
          f.address = { t: "address", x: new Uint8Array(address.add(4).readByteArray(4)).join(".") };
        } else if (family === INET6) {
          f.address = { t: "address", x: v6(address.add(8)) };
        } else if (family !== NETLINK) {
          f.family = { t: "int", x: String(family) };
        }
      }
      i.push({ t: "ifaddrs", f });
    }
    return { t: "ifaddrs", i };
  }

  // src/native/cvalues.ts
  var TEXT_LIMIT2 = 65536;
  var ITEMS_LIMIT2 = 2e3;
  var NOTHING = { t: "null" };
  function asNumber(raw) {
    return Number(BigInt.asIntN(64, BigInt(raw.toString())));
  }
  function sizeOf(sig, arg, raw, ret) {
    if (/^\d+$/.test(arg.size)) {
      return Number(arg.size);
    }
    if (arg.size === "ret") {
      return Math.max(0, ret.toInt32());
    }
    if (arg.size === "digest") {
      return 0;
    }
    const at = sig.args.findIndex((a) => a.name === arg.size.replace("*", ""));
    const value2 = raw[at];
    if (!arg.size.startsWith("*")) {
      return sig.args[at].type === "int" ? Math.max(0, value2.toInt32()) : Math.max(0, asNumber(value2));
    }
    return value2.isNull() ? 0 : sig.args[at].type === "int*" ? Math.max(0, value2.readS32()) : Number(value2.readULong());
  }
  function bytesAt(from, whole, limit) {
    if (from.isNull()) {
      return NOTHING;
    }
    const n = Math.min(whole, limit);
    const value2 = { t: "byte[]", b: n === 0 ? new ArrayBuffer(0) : from.readByteArray(n) };
    return whole > n ? { ...value2, n: whole, c: 1 } : value2;
  }
  function textAt(from, limit = TEXT_LIMIT2) {
    if (from.isNull()) {
      return NOTHING;
    }
    try {
      const x = from.readUtf8String() ?? "";
      return x.length > limit ? { t: "char*", x: x.slice(0, limit), n: x.length, c: 1 } : { t: "char*", x };
    } catch {
      return { t: "char*", x: from.readCString() ?? "" };
    }
  }
  function textsAt(from) {
    if (from.isNull()) {
      return NOTHING;
    }
    const i = [];
    for (let at = from; i.length < ITEMS_LIMIT2; at = at.add(Process.pointerSize)) {
      const text4 = at.readPointer();
      if (text4.isNull()) {
        break;
      }
      i.push(textAt(text4));
    }
    return { t: "char**", i };
  }
  var READERS = {
    int: (raw) => ({ t: "int", x: String(raw.toInt32()) }),
    uint: (raw) => ({ t: "uint", x: String(raw.toUInt32()) }),
    long: (raw) => ({ t: "long", x: BigInt.asIntN(8 * Process.pointerSize, BigInt(raw.toString())).toString() }),
    size: (raw) => ({ t: "size", x: BigInt(raw.toString()).toString() }),
    status: (raw) => ({ t: "int", x: String(raw.toInt32()) }),
    fd: (raw) => ({ t: "fd", x: String(raw.toInt32()), ...peer(raw.toInt32()) }),
    file: (raw) => ({ t: "FILE*", x: raw.toString() }),
    pointer: (raw) => raw.isNull() ? NOTHING : { t: "pointer", x: raw.toString() },
    handle: (raw) => raw.isNull() ? NOTHING : { t: "handle", x: raw.toString() },
    string: (raw) => textAt(raw),
    strings: textsAt,
    "size*": (raw) => raw.isNull() ? NOTHING : { t: "size", x: String(raw.readULong()) },
    "int*": (raw) => raw.isNull() ? NOTHING : { t: "int", x: String(raw.readS32()) },
    ifaddrs: (raw) => linksOf(raw),
    // struct ifreq: 16 bytes of name, then a sockaddr whose family a device address does not need.
    hwaddr: (raw) => ({ t: "ifreq", x: raw.readCString() ?? "", f: { address: hardware(raw.add(18), 6) } })
  };
  function addReader(type, read4) {
    READERS[type] = read4;
  }
  function readValue(sig, arg, raw, ret, limit) {
    const value2 = raw[sig.args.indexOf(arg)];
    if (arg.type === "bytes") {
      return bytesAt(value2, sizeOf(sig, arg, raw, ret), limit);
    }
    if (arg.type === "sockaddr") {
      return addressOf(value2, sizeOf(sig, arg, raw, ret));
    }
    return READERS[arg.type](value2);
  }
  function readResult(type, ret) {
    return type === "void" ? null : READERS[type](ret);
  }

  // src/inside.ts
  var MOST3 = 65536;
  var ends = /* @__PURE__ */ new Map();
  var running = /* @__PURE__ */ new Map();
  function rememberStack(id, frames) {
    if (ends.size >= MOST3) {
      ends.clear();
    }
    const n = frames.findIndex((frame) => !PLATFORM.test(frame));
    ends.set(id, n < 0 ? frames : frames.slice(0, n + 1));
  }
  function innermost(stack) {
    return ends.get(stack)?.[0] ?? "";
  }
  function entered(t, point2) {
    const key = `${t} ${depth(t)}`;
    running.set(key, point2);
    return () => void running.delete(key);
  }
  function partOf2(t, stack, point2, detail) {
    const id = outer(t);
    if (id < 0) {
      return -1;
    }
    const around = placed(id);
    const known2 = running.get(`${t} ${depth(t) - 1}`);
    const points = known2 === void 0 ? around.points : known2 === null ? [] : [known2];
    const found3 = points.find((p) => detail || p.category !== null && p.category === point2.category);
    if (found3 === void 0) {
      return -1;
    }
    const method = `.${around.site.slice(around.site.lastIndexOf(".") + 1)}(`;
    return (ends.get(stack) ?? []).some((frame) => frame.includes(method)) ? found3.index : -1;
  }

  // src/java/stacks/frames.ts
  var NATIVE2 = -2;
  var OURS = "(Native Method)";
  function place2(file2, line) {
    if (line === NATIVE2) {
      return "Native Method";
    }
    return file2 === null || file2 === "" ? "Unknown Source" : line > 0 ? `${file2}:${line}` : file2;
  }
  function withoutOurs(frames) {
    return frames.filter((frame, i) => {
      const name2 = frame.endsWith(OURS) ? frame.slice(0, -OURS.length) : null;
      return name2 === null || i === 0 || !frames[i - 1].startsWith(`${name2}(`);
    });
  }
  function withoutSite(frames, site) {
    const method = `${site.slice(site.lastIndexOf("."))}${OURS}`;
    return site !== "" && frames.length > 0 && frames[0].endsWith(method) ? frames.slice(1) : frames;
  }

  // src/java/stacks/artstack.ts
  var THROWABLE = "java/lang/Throwable";
  var ELEMENTS = "[Ljava/lang/StackTraceElement;";
  var PATIENCE = 3;
  var FIRST = 1 << 30;
  var throwable = NULL;
  var element = null;
  function find3(env, name2) {
    const cls = findClass(env, Memory.allocUtf8String(name2));
    if (cleared(env) || cls.isNull()) {
      throw new Error(`the runtime has no class ${name2}`);
    }
    return newGlobal(env, cls);
  }
  function prepare8(env) {
    throwable = find3(env, THROWABLE);
    const cls = find3(env, "java/lang/StackTraceElement");
    const field = (type, name2) => {
      const found3 = member(env, cls, type, name2, true);
      if (found3 === null) {
        throw new Error(`the runtime has no StackTraceElement.${name2}`);
      }
      return found3;
    };
    const text4 = "java.lang.String";
    element = {
      cls: field(text4, "declaringClass"),
      method: field(text4, "methodName"),
      file: field(text4, "fileName"),
      line: field("int", "lineNumber")
    };
    let fill;
    let get4;
    try {
      fill = staticMethod(env, throwable, "nativeFillInStackTrace", "()Ljava/lang/Object;");
      get4 = staticMethod(env, throwable, "nativeGetStackTrace", `(Ljava/lang/Object;)${ELEMENTS}`);
      shared.add(SHARED.nested).writeS32(nested(env, fill) ? 1 : 0);
    } catch (error) {
      failed(new Error(`stacks are walked slowly: ${error.message}`));
      return () => [];
    }
    shared.add(SHARED.throwable).writePointer(throwable);
    shared.add(SHARED.fill).writePointer(fill);
    return (_t, env2, site) => inFrame(env2, () => {
      const trace = callStatic(env2, throwable, fill, "L", []);
      const elements2 = cleared(env2) || trace.isNull() ? NULL : callStatic(env2, throwable, get4, "L", ["pointer"], trace);
      if (cleared(env2) || elements2.isNull()) {
        throw new Error("the runtime does not describe a stack");
      }
      return withoutSite(texts(env2, elements2), site);
    });
  }
  function nested(env, fill) {
    return inFrame(env, () => {
      const trace = callStatic(env, throwable, fill, "L", []);
      if (cleared(env) || trace.isNull()) {
        throw new Error("the runtime gives no stack");
      }
      const words = find3(env, Process.pointerSize === 8 ? "[J" : "[I");
      const whole = isInstance(env, trace, words) !== 0;
      const first = whole || isInstance(env, trace, find3(env, "[Ljava/lang/Object;")) === 0 ? NULL : arrayElement(env, trace, 0);
      if (!whole && (first.isNull() || isInstance(env, first, words) === 0)) {
        throw new Error("the runtime keeps a stack in another way");
      }
      return !whole;
    });
  }
  function inFrame(env, work) {
    pushFrame(env, 16);
    try {
      return work();
    } finally {
      popFrame(env, NULL);
    }
  }
  function texts(env, elements2) {
    const { cls, method, file: file2, line } = element;
    const n = Math.min(arrayLength(env, elements2), MAX_FRAMES + 1);
    const frames = [];
    for (let i = 0; i < n; i++) {
      inFrame(env, () => {
        const one = arrayElement(env, elements2, i);
        const text4 = (member3) => {
          const value2 = read(env, one, member3);
          return value2.isNull() ? null : text(env, value2, 1024).text;
        };
        frames.push(`${text4(cls) ?? "?"}.${text4(method) ?? "?"}(${place2(text4(file2), read(env, one, line))})`);
      });
    }
    return frames;
  }
  function otherWays(env, publish) {
    const make = instanceMethod(env, throwable, "<init>", "()V");
    const ask3 = instanceMethod(env, throwable, "getStackTrace", `()${ELEMENTS}`);
    const ways = [
      {
        name: "Throwable.getStackTrace",
        failures: 0,
        walk: (env2) => inFrame(env2, () => {
          const made2 = newObject(env2, throwable, make, NULL);
          const elements2 = cleared(env2) ? NULL : callMethod(env2, made2, ask3, "L", []);
          if (cleared(env2) || elements2.isNull()) {
            throw new Error("it threw an exception");
          }
          return texts(env2, elements2);
        })
      },
      {
        name: "the bridge's backtrace",
        failures: 0,
        walk: () => Java.backtrace({ limit: MAX_FRAMES }).frames.map(
          (f) => `${f.className}.${f.methodName}(${place2(f.fileName, f.lineNumber)})`
        )
      }
    ];
    const known2 = /* @__PURE__ */ new Map();
    let next3 = FIRST;
    const numbered2 = (frames) => {
      const key = frames.join("\n");
      let stack = known2.get(key);
      if (stack === void 0) {
        if (known2.size >= STACKS / 2) {
          known2.clear();
        }
        stack = next3++;
        known2.set(key, stack);
        publish(stack, frames);
      }
      return stack;
    };
    return (env2, site) => {
      for (const way of ways) {
        if (way.failures >= PATIENCE) {
          continue;
        }
        try {
          return numbered2(withoutSite(way.walk(env2), site));
        } catch (error) {
          way.failures++;
          failed(new Error(`a stack was not found by ${way.name}: ${error.message}`));
        }
      }
      return 0;
    };
  }

  // src/java/stacks/jvmtistack.ts
  var EXCLUSIVE3 = { exceptions: "propagate", scheduling: "exclusive" };
  var MOST4 = 1e5;
  function prepare9(jvmti) {
    const describe2 = frameReader(jvmti);
    shared.add(SHARED.jvmti).writePointer(jvmti);
    return (t, env) => rawFrames(t).map(({ method, location }) => describe2(env, method, location));
  }
  function frameReader(jvmti) {
    const call = (index, ...types2) => {
      const address = jvmti.readPointer().add(index * Process.pointerSize).readPointer();
      const native2 = new NativeFunction(address, "int", ["pointer", ...types2], EXCLUSIVE3);
      return (...args) => {
        settled();
        return native2(...args);
      };
    };
    const wanted2 = Memory.alloc(16);
    wanted2.writeU32(1 << 11 | 1 << 12);
    call(141, "pointer")(jvmti, wanted2);
    const getName = call(63, "pointer", "pointer", "pointer", "pointer");
    const getHolder = call(64, "pointer", "pointer");
    const getSignature = call(47, "pointer", "pointer", "pointer");
    const getSource = call(49, "pointer", "pointer");
    const getLines = call(69, "pointer", "pointer", "pointer");
    const deallocate = call(46, "pointer");
    const out3 = Memory.alloc(16);
    const cache = /* @__PURE__ */ new Map();
    const taken3 = (readIt) => {
      const p = out3.readPointer();
      const value2 = readIt(p);
      deallocate(jvmti, p);
      return value2;
    };
    const lineOf = (method, location) => {
      if (getLines(jvmti, method, out3.add(8), out3) !== 0) {
        return 0;
      }
      const n = out3.add(8).readS32();
      return taken3((p) => {
        let line = 0;
        for (let i = 0; i < n; i++) {
          const row2 = p.add(i * LINE.size);
          if (row2.add(LINE.start).readS64().toNumber() <= location) {
            line = row2.add(LINE.number).readS32();
          }
        }
        return line;
      });
    };
    const describe2 = (method, location) => {
      if (getName(jvmti, method, out3, NULL, NULL) !== 0) {
        return "?";
      }
      const name2 = taken3((p) => p.readUtf8String() ?? "?");
      if (getHolder(jvmti, method, out3) !== 0) {
        return `?.${name2}(Unknown Source)`;
      }
      const holder = out3.readPointer();
      const signature = getSignature(jvmti, holder, out3, NULL) === 0 ? taken3((p) => p.readUtf8String() ?? "L?;") : "L?;";
      const file2 = getSource(jvmti, holder, out3) === 0 ? taken3((p) => p.readUtf8String()) : null;
      const line = location === -1 ? -2 : lineOf(method, location);
      return `${signature.slice(1, -1).replace(/\//g, ".")}.${name2}(${place2(file2, line)})`;
    };
    return (env, method, location) => {
      const key = `${method}|${location}`;
      let found3 = cache.get(key);
      if (found3 === void 0) {
        if (cache.size > MOST4) {
          cache.clear();
        }
        pushFrame(env, 8);
        try {
          found3 = describe2(method, location);
        } finally {
          popFrame(env, NULL);
        }
        cache.set(key, found3);
      }
      return found3;
    };
  }

  // src/java/stacks/moment.ts
  var stackOf = () => 0;
  function taken(t, env, site) {
    return { mono: t.readDouble(), stack: stackOf(t, env, site) };
  }
  function prepare10(env, publish) {
    const told9 = (id, frames) => publish(id, withoutOurs(frames));
    const onArt = Java.api.flavor !== "jvm";
    const describe2 = onArt ? prepare8(env.handle) : prepare9(Java.api.jvmti.handle);
    const slowly = onArt ? otherWays(env.handle, told9) : () => 0;
    const known2 = /* @__PURE__ */ new Set();
    stackOf = (t, env2, site) => {
      if (t.add(THREAD.frames).readS32() < 0) {
        return slowly(env2, site);
      }
      const stack = t.add(THREAD.stack).readS32();
      if (stack !== 0 && !known2.has(stack)) {
        told9(stack, describe2(t, env2, site));
        if (known2.size >= STACKS) {
          known2.clear();
        }
        known2.add(stack);
      }
      return stack;
    };
  }

  // src/java/methods/reflection.ts
  var MACHINERY = new RegExp(
    "^(java\\.lang\\.reflect\\.(Method|Constructor)\\.|java\\.lang\\.Class\\.newInstance\\(|(jdk\\.internal|sun)\\.reflect\\.|java\\.lang\\.invoke\\.|java\\.lang\\.reflect\\.InvocationHandler|libcore\\.reflect\\.)"
  );
  var MOST5 = 65536;
  var stacks2 = /* @__PURE__ */ new Set();
  var point = null;
  function noteAs(wanted2) {
    point = wanted2;
  }
  function direct(id, frames) {
    const n = frames.findIndex((frame) => !MACHINERY.test(frame));
    if (n <= 0) {
      return frames;
    }
    if (stacks2.size >= MOST5) {
      stacks2.clear();
    }
    stacks2.add(id);
    return frames.slice(n);
  }
  function byReflection(stack) {
    return stacks2.has(stack);
  }
  function tellReflection(event, method) {
    if (point !== null && stacks2.has(event.stack) && event.kind !== "callback") {
      record({
        ...event,
        point: point.index,
        kind: "call",
        object: 0,
        args: [{ t: "method", x: method }],
        result: null,
        exception: null,
        within: -1
      });
    }
  }

  // src/wire/templates.ts
  var MOST6 = 4096;
  var ROOM2 = 1024;
  var TRIES = 64;
  var current = /* @__PURE__ */ new Map();
  var previous = /* @__PURE__ */ new Map();
  var next = 1;
  var out = Memory.alloc(ROOM2 * COUNTED.size);
  var templates = {
    get(id) {
      return current.get(id) ?? previous.get(id);
    },
    prepare(env) {
      const global2 = (name2) => needClass(env, name2);
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
      n = collect(out, ROOM2);
      for (let i = 0; i < Math.abs(n); i++) {
        const row2 = out.add(i * COUNTED.size);
        const id = row2.readS32();
        const known2 = current.get(id) ?? previous.get(id);
        if (known2 === void 0) {
          failed(new Error("calls were counted of which nothing else is known"));
          lose(row2.add(COUNTED.count).readS32());
          continue;
        }
        each(
          { ...known2, mono: row2.add(COUNTED.first).readDouble() },
          row2.add(COUNTED.count).readS32(),
          row2.add(COUNTED.last).readDouble()
        );
        total++;
      }
    }
    return total;
  }
  function onlyClass(value2) {
    return value2.t !== "null" && Object.keys(value2).length === 1;
  }
  function learnClasses(site, call, result3, value2) {
    const { env } = call;
    const see = (shown, ref) => {
      if (shown != null && onlyClass(shown) && ref instanceof NativePointer && !ref.isNull()) {
        addOpaque(site, env, getClass(env, ref));
      }
    };
    call.args.forEach((ref, i) => see(call.recorded[i], ref));
    see(result3, value2);
  }
  function learn(site, call, event, value2, canLearn) {
    if (site.tries < TRIES) {
      learnClasses(site, call, event.result, value2);
    }
    if (canLearn <= 0) {
      if (canLearn === 0 && ++site.tries === TRIES && site.learnt === 0) {
        stopLearning(site);
      }
      return 0;
    }
    site.learnt++;
    if (current.size >= MOST6) {
      forget();
      previous = current;
      current = /* @__PURE__ */ new Map();
    }
    const id = next++;
    current.set(id, event);
    return id;
  }

  // src/java/threads.ts
  var FRESH_NS = 1e9;
  var names3 = /* @__PURE__ */ new Map();
  var currentThread = null;
  var threadClass = null;
  var nameField = null;
  var messageField = null;
  function prepare11(env) {
    threadClass = needClass(env, "java.lang.Thread");
    currentThread = staticMethod(env, threadClass, "currentThread", "()Ljava/lang/Thread;");
    nameField = member(env, threadClass, "java.lang.String", "name", true);
    messageField = member(env, needClass(env, "java.lang.Throwable"), "java.lang.String", "detailMessage", true);
  }
  function threadName(env, tid, at) {
    const known2 = names3.get(tid);
    if (known2 !== void 0 && known2.until > at) {
      return known2.name;
    }
    let name2 = "";
    if (threadClass !== null && currentThread !== null && nameField !== null) {
      pushFrame(env, 4);
      const thread2 = callStatic(env, threadClass, currentThread, "L", []);
      const ref = thread2.isNull() ? null : read(env, thread2, nameField);
      name2 = ref === null || ref.isNull() ? "" : text(env, ref, 256).text;
      popFrame(env, NULL);
      if (thread2.isNull()) {
        return "";
      }
    }
    if (names3.size > 1e4) {
      names3.clear();
    }
    names3.set(tid, { name: name2, until: at + FRESH_NS });
    return name2;
  }
  function throwableText(env, thrown2) {
    pushFrame(env, 8);
    try {
      const type = className(env, getClass(env, thrown2));
      const message = messageField === null ? null : read(env, thrown2, messageField);
      return message === null || message.isNull() ? type : `${type}: ${text(env, message, 4096).text}`;
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/engine.ts
  var FULL = 2;
  var kept6 = [];
  function makeBody(kind, points, site) {
    return { kind, points, site };
  }
  var running2 = /* @__PURE__ */ new Map();
  var numbers = 0;
  function before(t, id, env, self, packed) {
    const site = placed(id);
    let call = null;
    try {
      call = begin(site, env, self, argsOf(site, packed), t);
    } catch (error) {
      cleared(env);
      failed(error);
    }
    numbers = numbers + 1 & 2147483647;
    running2.set(numbers, { site, call, left: entered(t, call?.point ?? null) });
    return numbers;
  }
  function after(number, env, result3, thrown2, canLearn) {
    const { site, call, left: left2 } = running2.get(number);
    running2.delete(number);
    left2();
    return call === null || call.emitted ? 0 : ended(site, call, env, result3, thrown2 !== 0, canLearn);
  }
  function observeResult(t, id, env, self, packed, result3, mono, template, canLearn, thrown2) {
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
      within: known2?.within ?? -1,
      recorded: [],
      emitted: false
    };
    if (known2 !== void 0) {
      call.recorded = known2.args;
    } else {
      attempt(env, () => site.kind.before(call));
    }
    if (canLearn === FULL) {
      flush();
    }
    return ended(site, call, env, result3, thrown2 !== 0, canLearn);
  }
  function attempt(env, work) {
    try {
      work();
    } catch (error) {
      cleared(env);
      failed(error);
    }
  }
  function ended(site, call, env, result3, failed2, canLearn) {
    const thrown2 = failed2 ? exceptionOccurred(env) : NULL;
    if (failed2) {
      exceptionClear(env);
    }
    let learnt = 0;
    attempt(env, () => {
      const value2 = resultOf(site, result3);
      const event = finish(site.kind, call, value2, thrown2);
      if (event !== null && !failed2 && site.kind.lane === true && !byReflection(call.caller.stack)) {
        learnt = learn(site, call, event, value2, canLearn);
      }
    });
    if (failed2) {
      throwRef(env, thrown2);
    }
    return learnt;
  }
  function prepare12(env) {
    templates.prepare(env);
    const p = "pointer";
    const callbacks = [
      [SHARED.before, new NativeCallback(before, "int", [p, "int", p, p, p])],
      [SHARED.after, new NativeCallback(after, "int", ["int", p, p, "int", "int"])],
      [
        SHARED.same,
        new NativeCallback(observeResult, "int", [p, "int", p, p, p, p, "double", "int", "int", "int"])
      ],
      [SHARED.resolve, new NativeCallback((id) => resolve(placed(id)), "void", ["int"])]
    ];
    for (const [field, callback] of callbacks) {
      shared.add(field).writePointer(callback);
      kept6.push(callback);
    }
  }
  function begin(site, env, self, args, t) {
    const caller = taken(t, env, site.site);
    const point2 = site.kind.choose(site.points, env, args, self, site);
    if (point2 === null) {
      return null;
    }
    if (silenced(point2.index)) {
      skip(point2.index);
      return null;
    }
    const prefixes = site.points[0].skip_callers;
    if (prefixes.length > 0) {
      const frame = innermost(caller.stack);
      if (prefixes.some((p) => frame.startsWith(p))) {
        skip(point2.index);
        return null;
      }
    }
    const object2 = t.add(THREAD.object).readS32() || (site.isStatic ? 0 : identityOf(env, self));
    const within3 = partOf2(t, caller.stack, point2, site.kind.detail === true);
    const call = {
      env,
      self,
      args,
      original: site,
      point: point2,
      within: within3,
      tid: tidOf(t),
      caller,
      object: object2,
      recorded: [],
      emitted: false
    };
    site.kind.before(call);
    return call;
  }
  function finish(kind, call, value2, thrown2) {
    const failure2 = thrown2.isNull() ? null : throwableText(call.env, thrown2);
    const result3 = failure2 !== null ? null : kind.after(call, value2);
    if (call.emitted) {
      return null;
    }
    const label = typeof kind.label === "function" ? kind.label(call) : kind.label;
    return emit(call, label ?? "call", result3, failure2);
  }
  function emit(call, kind, result3, exception) {
    const event = {
      mono: call.caller.mono,
      stack: call.caller.stack,
      point: call.point.index,
      kind,
      tid: call.tid,
      thread: threadName(call.env, call.tid, call.caller.mono),
      object: call.object,
      args: call.recorded,
      result: result3,
      exception,
      within: call.within
    };
    record(event);
    tellReflection(event, call.original.site);
    return event;
  }
  function whileAlive(work) {
    if (admit() === 0) {
      return;
    }
    try {
      work();
    } finally {
      thread().add(THREAD.recording).writeS32(0);
    }
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

  // src/kinds/plain.ts
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
  function result(call, value2) {
    return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value2);
  }
  var plain2 = {
    lane: true,
    choose(points, env, args) {
      let fallback = null;
      for (const point2 of points) {
        if (point2.match.length === 0) {
          fallback ??= point2;
          continue;
        }
        const ref = args[point2.match_arg];
        if (ref instanceof NativePointer && !ref.isNull()) {
          const shown = object(env, ref);
          if (shown.x !== void 0 && point2.match.includes(shown.x)) {
            return point2;
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

  // src/kinds/commands.ts
  var SHELL = /^(sh|bash|mksh|toybox sh|su) (?:.* )?-c (.*)$/s;
  function plainly(words) {
    const text4 = words.join(" ").trim().replace(/\s+/g, " ").replace(/^(\/[^ /]+)+\/([^ /]+)/, "$2");
    const inner2 = SHELL.exec(text4);
    return inner2 === null ? text4 : plainly([inner2[2].replace(/^(["'])(.*)\1$/s, "$2")]);
  }
  function pointOf(points, words) {
    const command = plainly(words);
    const begins = (text4) => command === text4 || command.startsWith(`${text4} `);
    const takesAny = (p) => p.match.every((m) => m.startsWith("!") && !begins(m.slice(1)));
    return points.find((p) => p.match.some(begins)) ?? points.find(takesAny) ?? null;
  }
  function wordsOf(value2) {
    return value2.i !== void 0 ? value2.i.map((item) => item.x ?? "") : value2.x !== void 0 ? [value2.x] : [];
  }
  var commandField = null;
  function prepare13(env) {
    commandField = member(env, needClass(env, "java.lang.ProcessBuilder"), "java.util.List", "command", true);
  }
  function builderWords(env, self) {
    const list = commandField === null ? null : read(env, self, commandField);
    return list === null ? { t: "null" } : object(env, list);
  }
  var exec = {
    choose(points, env, args, self) {
      const given = args.length > 0 ? object(env, args[0]) : builderWords(env, self);
      return pointOf(points, wordsOf(given));
    },
    before(call) {
      recordArgs(call);
      if (call.original.args.length === 0) {
        call.recorded = [builderWords(call.env, call.self)];
      }
    },
    after: result
  };
  function nativeWords(raw, sig) {
    const argv = sig.args.findIndex((a) => a.type === "strings");
    const path = sig.args.findIndex((a) => a.name === "path" || a.name === "command");
    const first = path < 0 ? "" : textAt(raw[path]).x ?? "";
    const words = argv < 0 ? [] : wordsOf(textsAt(raw[argv]));
    return words.length > 0 ? [first || words[0], ...words.slice(1)] : [first];
  }
  var nativeExec = {
    choose: (points, raw, sig) => pointOf(points, nativeWords(raw, sig)),
    onlyEnter: (sig) => sig.symbol.startsWith("exec")
  };

  // src/native/exits.ts
  var NATIVE3 = {
    exit: "on_exit",
    _exit: "on_end",
    _Exit: "on_end",
    abort: "on_end",
    kill: "on_kill",
    raise: "on_raise",
    tgkill: "on_tgkill"
  };
  var JAVA = [
    ["java.lang.Shutdown", "shutdown"],
    ["java.lang.Shutdown", "halt"]
  ];
  var ending = new NativeCallback(() => void drain(EXIT_TIMEOUT_MS), "void", []);
  function guardExits(env) {
    if (Java.api.flavor !== "jvm") {
      return;
    }
    for (const [name2, method] of JAVA) {
      try {
        for (const overload of Java.use(name2)[method].overloads) {
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
  }
  function guardNativeExits() {
    shared.add(SHARED.drain).writePointer(ending);
    for (const [name2, onEnter] of Object.entries(NATIVE3)) {
      const address = Module.findGlobalExportByName(name2);
      if (address !== null) {
        Interceptor.attach(address, { onEnter: library[onEnter] });
      }
    }
  }

  // src/java/statics.ts
  var STATIC2 = 8;
  function readable(type) {
    const depth2 = /^\[*/.exec(type)[0].length;
    if (depth2 === 0) {
      return type;
    }
    const letters = {
      Z: "boolean",
      B: "byte",
      C: "char",
      S: "short",
      I: "int",
      J: "long",
      F: "float",
      D: "double"
    };
    const element2 = type.slice(depth2);
    return (letters[element2] ?? element2.slice(1, -1)) + "[]".repeat(depth2);
  }
  function staticFields(env, cls) {
    const need2 = (owner2, type, name2) => member(env, needClass(env, owner2), type, name2, false);
    const declared = need2("java.lang.Class", "java.lang.reflect.Field[]", "getDeclaredFields");
    const getName = need2("java.lang.reflect.Field", "java.lang.String", "getName");
    const getType = need2("java.lang.reflect.Field", "java.lang.Class", "getType");
    const getModifiers = need2("java.lang.reflect.Field", "int", "getModifiers");
    if (declared === null || getName === null || getType === null || getModifiers === null) {
      return [];
    }
    const found3 = [];
    pushFrame(env, 16);
    try {
      const all3 = read(env, cls, declared);
      for (let i = 0; all3 !== null && i < arrayLength(env, all3); i++) {
        pushFrame(env, 8);
        const field = arrayElement(env, all3, i);
        if ((Number(read(env, field, getModifiers)) & STATIC2) !== 0) {
          found3.push({
            name: text(env, read(env, field, getName), 512).text,
            type: readable(className(env, read(env, field, getType)))
          });
        }
        popFrame(env, NULL);
      }
    } finally {
      popFrame(env, NULL);
    }
    return found3;
  }

  // src/kinds/field.ts
  var all2 = [];
  function addField(env, point2, name2, cls) {
    const wanted2 = [point2.method, ...point2.match];
    const fields = staticFields(env, cls).filter((f) => wanted2.includes(f.name));
    if (fields.length === 0) {
      return `no static field ${name2}.${point2.method}`;
    }
    all2.push({ point: point2, name: name2, cls, fields });
    return fields.length;
  }
  function poll(env) {
    for (const { point: point2, name: name2, cls, fields } of all2) {
      if (!initialised(cls, name2)) {
        continue;
      }
      for (const field of fields) {
        pushFrame(env, 8);
        try {
          record({
            mono: now(),
            stack: 0,
            point: point2.index,
            kind: "field",
            tid: 0,
            thread: "",
            object: 0,
            exception: null,
            within: -1,
            args: [{ t: "field", x: `${name2}.${field.name}` }],
            result: encode(env, field.type, readStatic(env, cls, field))
          });
        } catch (error) {
          cleared(env);
          failed(error);
        } finally {
          popFrame(env, NULL);
        }
      }
    }
  }

  // src/native/gate.c.ts
  var gate_c_default = `
/*
 * Whether a call of an observed native function is worth JavaScript (gate.ts): by its path, text, number or address, in a
 * process that is the agent's own, on a thread that may wait. Processes made by fork() leave a note instead.
 */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

enum { ALWAYS, PATH, TEXT, NUMBER_OF, INTERNET };
enum {
  PAGE = 4096,
  CHUNK = 256,
  LONGEST_PATH = 4096, /* PATH_MAX */
  ROOM = 16384, /* bytes of stack for the gate itself */
  NOTE = 1024, /* bytes of a note */
  NOTES = 64,
  RUNTIMES = 16, /* spans of the runtime's own code */
};

typedef unsigned long word;
/* Every field takes 8 bytes, on 32-bit processors too. */
#if UINTPTR_MAX == 0xffffffff
#define WIDE(type, name) type name; uint32_t name##_above
#else
#define WIDE(type, name) type name
#endif
struct pattern { WIDE (const char *, text); int64_t number; int64_t point; };
struct place { WIDE (struct pattern *, patterns); int64_t count; int32_t how, arg, any, forked, directory, id; WIDE (void *, original); };
struct note { int32_t pid, place, point, done; double mono; WIDE (word, caller); int32_t started, pad; char texts[NOTE - 40]; };
struct runtime { WIDE (word, from); WIDE (word, to); };
struct common {
  WIDE (word, from); WIDE (word, to); WIDE (struct notes *, notes);
  uint32_t inside, chosen; int32_t pid, on, careful, runtimes;
  struct runtime runtime[RUNTIMES];
};
struct span { const void *from; word size; };
struct notes { int32_t next, pad; int64_t pad2[3]; struct note note[NOTES]; };
extern struct common c;
extern int getpid (void);
extern long process_vm_readv (int, struct span *, word, struct span *, word, word);
extern int *errno_at (void);
extern long readlink (const char *, char *, word);
extern void *pthread_getspecific (uint32_t);
extern int pthread_setspecific (uint32_t, const void *);
extern int pthread_key_create (uint32_t *, void (*) (void *));
extern int pthread_key_delete (uint32_t);
extern void *g_malloc (word);

static long copied (void *to, word from, word size);

void begin (void) {
  word probe = 7, found = 0;
  c.careful = 1;
  c.careful = copied (&found, (word) &probe, sizeof (word)) && found == 7; /* a system may forbid it */
  pthread_key_create (&c.inside, (void *) 0);
  pthread_key_create (&c.chosen, (void *) 0);
}

void finalize (void) {
  pthread_key_delete (c.inside);
  pthread_key_delete (c.chosen);
}

void inside (int yes) { pthread_setspecific (c.inside, (void *) (word) yes); }
int chosen (void) { return (int) (word) pthread_getspecific (c.chosen) - 1; }

/* "*" is any text without "/", "**" any text, "[0-9]" a digit, everything else is itself. */
static int matches (const char *p, const char *t) {
  for (; *p != 0; p++, t++) {
    if (*p == '*') {
      int deep = p[1] == '*';
      p += deep ? 2 : 1;
      for (;; t++) {
        if (matches (p, t)) return 1;
        if (*t == 0 || (*t == '/' && !deep)) return 0;
      }
    }
    if (p[0] == '[' && p[1] == '0' && p[2] == '-' && p[3] == '9' && p[4] == ']') {
      if (*t < '0' || *t > '9') return 0;
      p += 4;
    } else if (*p != *t) return 0;
  }
  return *t == 0;
}

static int matching (struct place *s, const char *text) {
  int i;
  for (i = 0; i < s->count; i++) {
    struct pattern *p = &s->patterns[i];
    if (p->text[0] != '!') {
      if (matches (p->text, text)) return (int) p->point;
    } else if (matches (p->text + 1, text)) {
      while (i + 1 < s->count && s->patterns[i + 1].point == p->point) i++;
    }
  }
  return s->any;
}

static char *digits (char *to, int n) {
  char text[12];
  int k = 0;
  do { text[k++] = '0' + n % 10; n /= 10; } while (n != 0);
  while (k != 0) *to++ = text[--k];
  *to = 0;
  return to;
}

static char *put (char *to, const char *end, const char *text) {
  while (*text != 0 && to < end) *to++ = *text++;
  *to = 0;
  return to;
}

/* The file a path names, as plainly as it can be written: absolute, without "//", "." and "..", and own /proc/PID as /proc/self. */
static void plain (const char *path, int directory, char *out, int size) {
  const char *end = out + size - 1;
  char *to = out, own[32];
  int n;
  *to = 0;
  if (path[0] != '/') {
    char link[40];
    long got;
    if (directory == -100) put (link, link + 39, "/proc/self/cwd");
    else if (directory >= 0) digits (put (link, link + 39, "/proc/self/fd/"), directory);
    else return;
    got = readlink (link, out, size / 2);
    if (got <= 0) return;
    to = out + got;
    if (got == 1) to = out; /* the root itself */
  }
  while (*path != 0) {
    const char *next = path;
    while (*next != 0 && *next != '/') next++;
    n = (int) (next - path);
    if (n == 2 && path[0] == '.' && path[1] == '.') {
      while (to > out && *--to != '/');
    } else if (n != 0 && !(n == 1 && path[0] == '.')) {
      if (to + n + 1 >= end) break;
      *to++ = '/';
      while (path != next) *to++ = *path++;
    }
    path = *next == 0 ? next : next + 1;
  }
  *to = 0;
  put (digits (put (own, own + 20, "/proc/"), c.pid), own + 31, "/");
  for (n = 0; own[n] != 0 && own[n] == out[n]; n++);
  if (own[n] == 0) {
    const char *self = "/proc/self/";
    char *from = out + n;
    int rest = 0, k;
    while (from[rest] != 0) rest++;
    to = out + 11;
    if (to + rest > end) return;
    /* a short number makes the path longer */
    if (to <= from) for (k = 0; k <= rest; k++) to[k] = from[k];
    else for (k = rest; k >= 0; k--) to[k] = from[k];
    for (k = 0; k < 11; k++) out[k] = self[k];
  }
}

/* Copies memory, if it can be read: an app may pass any pointer, which the system refuses and this must not touch. */
static long copied (void *to, word from, word size) {
  struct span here, there;
  here.from = to; there.from = (const void *) from;
  here.size = there.size = size;
  return process_vm_readv (getpid (), &here, 1, &there, 1, 0) == (long) size;
}

static const char *text_at (word from, char *to, word size) {
  word got = 0, part, i;
  if (from < 4096) return 0;
  if (!c.careful) return (const char *) from;
  while (got < size) {
    part = PAGE - (from + got) % PAGE;
    if (part > size - got) part = size - got;
    if (part > CHUNK) part = CHUNK;
    if (!copied (to + got, from + got, part)) return 0;
    for (i = 0; i != part; i++) if (to[got + i] == 0) return to;
    got += part;
  }
  return 0; /* longer than any path */
}

static int path_point (struct place *s, const char *path, word *a) {
  char buffer[1100];
  const char *p;
  int odd = path[0] != '/';
  for (p = path; *p != 0 && !odd; p++) odd = p[0] == '/' && (p[1] == '/' || p[1] == '.');
  if (!odd && !(path[1] == 'p' && path[2] == 'r' && path[3] == 'o')) return matching (s, path);
  plain (path, s->directory < 0 ? -100 : (int) a[s->directory], buffer, sizeof (buffer));
  return matching (s, buffer);
}

static int point_of (struct place *s, word *a) {
  word v = s->arg >= 0 ? a[s->arg] : 0;
  char buffer[LONGEST_PATH];
  const char *text;
  uint16_t family;
  int i;
  switch (s->how) {
    case PATH: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? -1 : path_point (s, text, a);
    case TEXT: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? s->any : matching (s, text);
    case NUMBER_OF:
      for (i = 0; i < s->count; i++) if ((uint32_t) s->patterns[i].number == (uint32_t) v) return (int) s->patterns[i].point;
      return s->any;
    case INTERNET:
      if (v < 4096) return -1;
      if (!c.careful) family = *(uint16_t *) v;
      else if (!copied (&family, v, 2)) return -1;
      return family == 2 || family == 10 ? s->any : -1;
    default: return s->any;
  }
}

static void leave_note (struct place *s, word caller, word *a, int point) {
  int slot = take (&c.notes->next) & (NOTES - 1);
  struct note *note = &c.notes->note[slot];
  const char *end = note->texts + sizeof (note->texts) - 2, **argv = (const char **) a[1];
  char *to;
  note->done = 0;
  note->pid = getpid (); note->place = s->id; note->point = point; note->mono = now (); note->caller = caller; note->started = starting ();
  to = put (note->texts, end, a[0] < 4096 ? "" : (const char *) a[0]) + 1;
  for (; (word) argv >= 4096 && *argv != 0 && to < end; argv++) to = put (to, end, *argv) + 1;
  *to = 0;
  note->done = 1;
}

/* Whether a call is the runtime's own. */
static int runtimes (word caller) {
  int i;
  for (i = 0; i != c.runtimes; i++) if (caller >= c.runtime[i].from && caller < c.runtime[i].to) return 1;
  return 0;
}

static int decide (struct place *s, word caller, word *a) {
  int point = point_of (s, a);
  if (point < 0 || (caller >= c.from && caller < c.to) || pthread_getspecific (c.inside) != 0) return 0;
  if (getpid () != c.pid) {
    if (s->forked) leave_note (s, caller, a, point);
    return 0;
  }
  if (here_now ()->recording != 0 || !script_fits (here_now ())) return 0;
  if (!may_wait ()) {
    if (!runtimes (caller)) unseen ();
    return 0;
  }
  wait_for_end ();
  pthread_setspecific (c.chosen, (void *) (word) (point + 1));
  return 1;
}

int gate (struct place *s, word caller, word *a) {
  int *error = errno_at (), was = *error, yes;
  if (!c.on || !fits (here_now (), ROOM)) return 0;
  yes = decide (s, caller, a);
  *error = was;
  return yes;
}

/* Somewhere in Frida's own code. */
void *agent (void) { return (void *) g_malloc; }

const struct fact facts[] = {
  WHOLE (common), FIELD (common, from), FIELD (common, to), FIELD (common, notes), FIELD (common, pid), FIELD (common, on),
  FIELD (common, runtimes), FIELD (common, runtime), WHOLE (runtime), FIELD (runtime, from), FIELD (runtime, to),
  WHOLE (place), FIELD (place, patterns), FIELD (place, count), FIELD (place, how), FIELD (place, arg), FIELD (place, any),
  FIELD (place, forked), FIELD (place, directory), FIELD (place, id), FIELD (place, original),
  WHOLE (pattern), FIELD (pattern, text), FIELD (pattern, number), FIELD (pattern, point),
  WHOLE (notes), FIELD (notes, next), FIELD (notes, note), WHOLE (note), FIELD (note, pid), FIELD (note, place),
  FIELD (note, point), FIELD (note, done), FIELD (note, mono), FIELD (note, caller), FIELD (note, started), FIELD (note, texts),
  NUMBER (ALWAYS), NUMBER (PATH), NUMBER (TEXT), NUMBER (NUMBER_OF), NUMBER (INTERNET), NUMBER (NOTES), NUMBER (RUNTIMES), LAST
};
`;

  // src/native/shared.ts
  var READ_WRITE = 3;
  var SHARED_ANONYMOUS = 33;
  function sharedPages(size2) {
    const map = new NativeFunction(Module.getGlobalExportByName("mmap"), "pointer", [
      "pointer",
      "size_t",
      "int",
      "int",
      "int",
      "long"
    ]);
    return map(NULL, size2, READ_WRITE, SHARED_ANONYMOUS, -1, 0);
  }

  // src/native/gate.ts
  var IMPORTS2 = [
    "getpid",
    "readlink",
    "process_vm_readv",
    "pthread_getspecific",
    "pthread_setspecific",
    "pthread_key_create",
    "pthread_key_delete"
  ];
  var CORE = ["now", "here_now", "starting", "wait_for_end", "may_wait", "unseen", "script_fits", "fits", "take"];
  var { module: module2, state: common, facts: facts2 } = compile(gate_c_default, "c", IMPORTS2, { errno_at: errnoAt(), ...ofCore(...CORE) });
  var COMMON = facts2.state("common", {
    from: "pointer",
    to: "pointer",
    notes: "pointer",
    pid: "s32",
    on: "s32",
    runtimes: "s32",
    runtime: "part"
  });
  var RUNTIME_SPAN = facts2.struct("runtime", { from: "pointer", to: "pointer" });
  var RUNTIMES = facts2.number("RUNTIMES");
  var PLACE = facts2.struct("place", {
    patterns: "pointer",
    count: "s64",
    how: "s32",
    arg: "s32",
    any: "s32",
    forked: "s32",
    directory: "s32",
    id: "s32",
    original: "pointer"
  });
  var PATTERN = facts2.struct("pattern", { text: "pointer", number: "s64", point: "s64" });
  var SHARED_NOTES = facts2.struct("notes", { next: "s32", note: "part" });
  var NOTES = facts2.number("NOTES");
  var NOTED = facts2.struct("note", {
    pid: "s32",
    place: "s32",
    point: "s32",
    done: "s32",
    mono: "double",
    caller: "pointer",
    started: "s32",
    texts: "part"
  });
  var How = {
    Always: facts2.number("ALWAYS"),
    Path: facts2.number("PATH"),
    Text: facts2.number("TEXT"),
    Number: facts2.number("NUMBER_OF"),
    Internet: facts2.number("INTERNET")
  };
  var EXCLUSIVE4 = { exceptions: "propagate", scheduling: "exclusive" };
  var disarm = common.add(COMMON.on);
  var gate = module2.gate;
  var asks = new NativeFunction(
    gate,
    "int",
    ["pointer", "pointer", "pointer"],
    EXCLUSIVE4
  );
  var inside = new NativeFunction(
    module2.inside,
    "void",
    ["int"],
    EXCLUSIVE4
  );
  var chosen = new NativeFunction(module2.chosen, "int", [], EXCLUSIVE4);
  var kept7 = [common, module2];
  var notes = {
    taken() {
      const all3 = common.add(COMMON.notes).readPointer();
      return all3.isNull() ? 0 : all3.add(SHARED_NOTES.next).readS32();
    },
    at: (n) => common.add(COMMON.notes).readPointer().add(SHARED_NOTES.note + (n & NOTES - 1) * NOTED.size),
    room: NOTES
  };
  function ownCode() {
    const inner2 = new NativeFunction(module2.agent, "pointer", [], EXCLUSIVE4)();
    const rows = File.readAllText("/proc/self/maps").split("\n").map((line) => {
      const [span, , , device, inode] = line.split(/\s+/);
      const [from, to] = (span ?? "").split("-");
      return { from: ptr(`0x${from || 0}`), to: ptr(`0x${to || 0}`), file: `${device} ${inode}` };
    });
    const own2 = rows.find((row2) => inner2.compare(row2.from) >= 0 && inner2.compare(row2.to) < 0);
    if (own2 === void 0) {
      return [inner2, inner2];
    }
    const all3 = own2.file.endsWith(" 0") ? [own2] : rows.filter((row2) => row2.file === own2.file);
    return [all3[0].from, all3[all3.length - 1].to];
  }
  var RUNTIME = /^lib(art|artd|artbase|artpalette|dexfile|profile|ziparchive|nativeloader|unwindstack|backtrace|base|log|c|c\+\+|stdc\+\+)(\.so(\.\d+)*|d\.so)$/;
  function knowRuntime() {
    const own2 = Process.enumerateModules().filter((m) => RUNTIME.test(m.name)).slice(0, RUNTIMES);
    own2.forEach((m, i) => {
      const span = common.add(COMMON.runtime + RUNTIME_SPAN.size * i);
      span.add(RUNTIME_SPAN.from).writePointer(m.base);
      span.add(RUNTIME_SPAN.to).writePointer(m.base.add(m.size));
    });
    common.add(COMMON.runtimes).writeS32(own2.length);
  }
  function prepare14() {
    refuseMisfits();
    knowRuntime();
    common.add(COMMON.pid).writeS32(Process.id);
    new NativeFunction(module2.begin, "void", [], EXCLUSIVE4)();
    const [from, to] = ownCode();
    common.add(COMMON.from).writePointer(from);
    common.add(COMMON.to).writePointer(to);
    common.add(COMMON.notes).writePointer(sharedPages(SHARED_NOTES.size));
    common.add(COMMON.on).writeS32(1);
  }
  function place3(of, id) {
    const at = Memory.alloc(PLACE.size);
    const patterns = Memory.alloc(PATTERN.size * Math.max(1, of.patterns.length));
    of.patterns.forEach(([text4, point2], i) => {
      const copy2 = Memory.allocUtf8String(text4);
      kept7.push(copy2);
      const pattern = patterns.add(PATTERN.size * i);
      pattern.add(PATTERN.text).writePointer(copy2);
      pattern.add(PATTERN.number).writeS64(/^(0x[0-9a-f]+|\d+)$/i.test(text4) ? Number(text4) : -1);
      pattern.add(PATTERN.point).writeS64(point2);
    });
    kept7.push(at, patterns);
    at.add(PLACE.patterns).writePointer(patterns);
    at.add(PLACE.count).writeS64(of.patterns.length);
    at.add(PLACE.how).writeS32(of.how);
    at.add(PLACE.arg).writeS32(of.arg);
    at.add(PLACE.any).writeS32(of.any);
    at.add(PLACE.forked).writeS32(of.forked ? 1 : 0);
    at.add(PLACE.directory).writeS32(of.directory);
    at.add(PLACE.id).writeS32(id);
    return at;
  }

  // src/native/forks.c.ts
  var forks_c_default = `
/* A process that was just forked waits, in fork(), until the host has put an agent into it (forks.ts). */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

enum { WAITING, HOOKED, LET };
enum { MOST = 64, WAIT_MS = 4000 }; /* how long one waits at most */

struct fork { volatile int32_t pid, parent, state, pad; };
/* In memory that all the processes share. */
struct forks { int32_t next, hold, pad[2]; struct fork row[MOST]; };
struct own { struct forks *forks; int32_t *on; int32_t pid, pad; };
extern struct own own;
extern int getpid (void);
extern int getppid (void);
extern int usleep (unsigned);
extern void *gum_invocation_context_get_return_value (void *);

void forked (void *context) {
  struct fork *f;
  int i;
  if ((int) (intptr_t) gum_invocation_context_get_return_value (context) != 0 || getppid () != own.pid) return;
  if (!own.forks->hold || starting ()) return; /* Java's own child becomes the command that is recorded already */
  f = &own.forks->row[take (&own.forks->next) & (MOST - 1)];
  f->state = WAITING;
  f->parent = own.pid;
  *own.on = 0; /* what the new agent does to test itself is not to be noted by the parent's */
  f->pid = getpid ();
  for (i = 0; i < WAIT_MS / 2 && f->state == WAITING; i++) usleep (2000);
  if (f->state != HOOKED) *own.on = 1;
}

const struct fact facts[] = {
  WHOLE (own), FIELD (own, forks), FIELD (own, on), FIELD (own, pid), WHOLE (forks), FIELD (forks, next), FIELD (forks, hold),
  FIELD (forks, row), WHOLE (fork), FIELD (fork, pid), FIELD (fork, state), NUMBER (MOST), NUMBER (HOOKED), NUMBER (LET), LAST
};
`;

  // src/native/forks.ts
  var LOOK_MS = 15;
  function compiled2() {
    const {
      module: module3,
      state: own2,
      facts: facts3
    } = compile(forks_c_default, "own", ["getpid", "getppid", "usleep"], ofCore("take", "starting"));
    const made2 = {
      module: module3,
      own: own2,
      OWN: facts3.state("own", { forks: "pointer", on: "pointer", pid: "s32" }),
      FORKS: facts3.struct("forks", { next: "s32", hold: "s32", row: "part" }),
      FORK: facts3.struct("fork", { pid: "s32", state: "s32" }),
      MOST: facts3.number("MOST"),
      HOOKED: facts3.number("HOOKED"),
      LET: facts3.number("LET")
    };
    refuseMisfits();
    return made2;
  }
  var holding = null;
  var forks = NULL;
  var told4 = 0;
  function holdForks() {
    const fork = Module.findGlobalExportByName("fork");
    if (fork === null || holding !== null) {
      return;
    }
    holding = compiled2();
    const { module: module3, own: own2, OWN, FORKS } = holding;
    forks = sharedPages(FORKS.size);
    own2.add(OWN.forks).writePointer(forks);
    own2.add(OWN.on).writePointer(disarm);
    own2.add(OWN.pid).writeS32(Process.id);
    Interceptor.attach(fork, { onLeave: module3.forked });
    forks.add(FORKS.hold).writeS32(1);
    setInterval(look, LOOK_MS);
    listen();
  }
  function row(at) {
    const { FORKS, FORK } = holding;
    return forks.add(FORKS.row + FORK.size * at);
  }
  function look() {
    const { FORKS, FORK, MOST: MOST10 } = holding;
    const next3 = forks.add(FORKS.next).readS32();
    for (; told4 < next3; told4++) {
      const at = told4 & MOST10 - 1;
      const pid = row(at).add(FORK.pid).readS32();
      if (pid === 0) {
        return;
      }
      send({ t: "fork", pid, at, mono: now() });
    }
  }
  function listen() {
    recv("forked", (message) => {
      try {
        const { FORKS, FORK, MOST: MOST10, HOOKED, LET } = holding;
        forks.add(FORKS.hold).writeS32(message.hold ? 1 : 0);
        if (message.at >= 0 && message.at < MOST10) {
          row(message.at).add(FORK.pid).writeS32(0);
          row(message.at).add(FORK.state).writeS32(message.hooked ? HOOKED : LET);
        }
      } catch (error) {
        failed(error);
      }
      listen();
    });
  }

  // src/native/settled.ts
  var NOTHING2 = {
    x64: [...new Array(31).fill(144), 195],
    arm64: [...new Array(7).fill([31, 32, 3, 213]).flat(), 192, 3, 95, 214]
  };
  var pages = [];
  var used = 0;
  function room2(size2) {
    if (pages.length === 0 || used + size2 > Process.pageSize) {
      pages.push(Memory.alloc(Process.pageSize));
      used = 0;
    }
    const at = pages[pages.length - 1].add(used);
    used += size2;
    return at;
  }
  function settled3(patienceMs) {
    const nothing = NOTHING2[Process.arch];
    if (nothing === void 0) {
      Interceptor.flush();
      return true;
    }
    const probe = room2(2 * nothing.length);
    const other = probe.add(nothing.length);
    Memory.patchCode(probe, 2 * nothing.length, (to) => void to.writeByteArray([...nothing, ...nothing]));
    const before3 = probe.readU32();
    Interceptor.replaceFast(probe, other);
    const end3 = Date.now() + patienceMs;
    for (; ; ) {
      Interceptor.flush();
      if (probe.readU32() !== before3) {
        return true;
      }
      if (Date.now() >= end3) {
        return false;
      }
      Thread.sleep(1e-3);
    }
  }

  // src/native/stubs.ts
  function quad(value2) {
    const bytes2 = [];
    for (let rest = BigInt(value2.toString()), i = 0; i < 8; i++, rest >>= 8n) {
      bytes2.push(Number(rest & 255n));
    }
    return bytes2;
  }
  var NOPS_X64 = new Array(16).fill(144);
  function stubX64(place5, gate2, original) {
    const ask3 = [
      85,
      72,
      137,
      229,
      // push rbp; mov rbp, rsp
      65,
      82,
      80,
      65,
      81,
      65,
      80,
      81,
      82,
      86,
      87,
      // push r10, rax, r9, r8, rcx, rdx, rsi, rdi
      72,
      131,
      228,
      240,
      // and rsp, -16
      72,
      191,
      ...quad(place5),
      // mov rdi, place
      72,
      139,
      117,
      8,
      // mov rsi, [rbp + 8]
      72,
      141,
      85,
      192,
      // lea rdx, [rbp - 64]
      72,
      184,
      ...quad(gate2),
      255,
      208,
      // mov rax, gate; call rax
      133,
      192,
      // test eax, eax
      72,
      141,
      101,
      192,
      // lea rsp, [rbp - 64]
      95,
      94,
      90,
      89,
      65,
      88,
      65,
      89,
      88,
      65,
      90,
      93,
      // pop them all, and rbp
      117,
      13
      // jne listener
    ];
    const jump2 = [73, 187, ...quad(original), 65, 255, 35];
    return { code: [...ask3, ...jump2, ...NOPS_X64, ...jump2], listener: ask3.length + jump2.length };
  }
  function stubArm64(place5, gate2, original) {
    const words = [
      2847570941,
      2432697341,
      // stp x29, x30, [sp, #-96]!; mov x29, sp
      2835417056,
      2835484642,
      2835552228,
      2835619814,
      4177538024,
      // stp x0..x7, [sp, #16]; str x8, [sp, #80]
      0,
      2854093793,
      2432713698,
      // ldr x0, place; mov x1, x30; add x2, sp, #16
      0,
      3594453504,
      704644081,
      // ldr x16, gate; blr x16; mov w17, w0
      2839611360,
      2839678946,
      2839746532,
      2839814118,
      4181732328,
      // ldp x0..x7; ldr x8
      2831580157,
      // ldp x29, x30, [sp], #96
      889192593,
      // cbnz w17, listener
      0,
      4181721616,
      3592356352,
      // ldr x16, original; ldr x16, [x16]; br x16
      3573751839,
      3573751839,
      3573751839,
      3573751839,
      3573751839,
      3573751839,
      // nop
      0,
      4181721616,
      3592356352
    ];
    if (words.length % 2 === 1) {
      words.push(3573751839);
    }
    const literal = (i, register, which) => {
      words[i] = 1476395008 | (words.length + 2 * which - i & 524287) << 5 | register;
    };
    literal(7, 0, 0);
    literal(10, 16, 1);
    literal(20, 16, 2);
    literal(29, 16, 2);
    const code = words.flatMap((w) => [w & 255, w >>> 8 & 255, w >>> 16 & 255, w >>> 24]);
    return { code: [...code, ...quad(place5), ...quad(gate2), ...quad(original)], listener: 23 * 4 };
  }
  var STUBS = { x64: stubX64, arm64: stubArm64 };

  // src/native/entry.ts
  var kept8 = [];
  var NEAR = Process.arch === "arm64" ? 117440512 : 1879048192;
  var pages2 = [];
  function distance(a, b) {
    return a.compare(b) > 0 ? a.sub(b) : b.sub(a);
  }
  function freshPage(target3) {
    let base;
    try {
      base = Memory.alloc(Process.pageSize, { near: target3, maxDistance: NEAR });
    } catch {
      base = Memory.alloc(Process.pageSize);
    }
    kept8.push(base);
    const made2 = { base, used: 0 };
    pages2.push(made2);
    return made2;
  }
  function room3(size2, target3) {
    const has = (p) => p.used + size2 <= Process.pageSize && distance(p.base, target3).compare(NEAR) < 0;
    const page = pages2.find(has) ?? freshPage(target3);
    const at = page.base.add(page.used);
    page.used += size2 + 15 & ~15;
    return at;
  }
  function watch(target3, of, id, listener3) {
    const at = place3(of, id);
    const make = STUBS[Process.arch];
    if (make === void 0) {
      watchPlainly(target3, at, listener3);
      return;
    }
    const { code, listener: where } = make(at, gate, at.add(PLACE.original));
    const stub = room3(code.length, target3);
    Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
    Interceptor.attach(stub.add(where), listener3);
    const original = at.add(PLACE.original);
    enter(target3, stub, original);
    originals.set(target3.toString(), original);
  }
  function enter(target3, stub, original) {
    entered2.push({ target: target3 });
    try {
      original.writePointer(Interceptor.replaceFast(target3, stub));
    } catch (error) {
      if (Process.arch !== "x64") {
        throw error;
      }
      jumpShortly(target3, stub, original);
    }
  }
  var ENTRY = 5;
  var entered2 = [];
  function entry(target3) {
    try {
      return Array.from(new Uint8Array(target3.readByteArray(ENTRY))).join(" ");
    } catch {
      return null;
    }
  }
  function inPlace(patienceMs) {
    const fresh = entered2.filter((one) => one.bytes === void 0);
    if (fresh.length > 0 && !settled3(patienceMs)) {
      return false;
    }
    fresh.forEach((one) => one.bytes = entry(one.target));
    return true;
  }
  function takenOut() {
    inPlace(0);
    const gone = [];
    for (const one of entered2) {
      if (one.bytes !== void 0 && one.bytes !== null && entry(one.target) !== one.bytes) {
        one.bytes = null;
        gone.push(DebugSymbol.fromAddress(one.target).name ?? one.target.toString());
      }
    }
    return gone;
  }
  var originals = /* @__PURE__ */ new Map();
  function replaceBehindGate(target3, code, original) {
    const stub = room3(code.length, target3);
    Memory.patchCode(stub, code.length, (to) => void to.writeByteArray(code));
    const slot = originals.get(target3.toString());
    if (slot === void 0) {
      enter(target3, stub, original);
      return;
    }
    original.writePointer(slot.readPointer());
    slot.writePointer(stub);
  }
  var JUMP = 5;
  var LONGEST_HEAD = 128;
  var jumps = [];
  function jumpShortly(target3, stub, original) {
    if (distance(stub, target3).compare(NEAR) >= 0) {
      throw new Error("it is too short, and no memory is free near it");
    }
    const moved2 = room3(LONGEST_HEAD, target3);
    let n = 0;
    Memory.patchCode(moved2, LONGEST_HEAD, (to) => {
      const writer = new X86Writer(to, { pc: moved2 });
      const relocator = new X86Relocator(target3, writer);
      while (n < JUMP) {
        n = relocator.readOne();
        if (n === 0) {
          throw new Error("it is too short");
        }
      }
      relocator.writeAll();
      if (!relocator.eoi) {
        writer.putJmpAddress(target3.add(n));
      }
      writer.flush();
    });
    original.writePointer(moved2);
    jumps.push({ target: target3, head: target3.readByteArray(JUMP) });
    Memory.patchCode(target3, JUMP, (to) => {
      const writer = new X86Writer(to, { pc: target3 });
      writer.putJmpAddress(stub);
      writer.flush();
    });
  }
  function restore() {
    entered2.length = 0;
    disarm.writeS32(0);
    for (const { target: target3, head: head2 } of jumps.splice(0)) {
      Memory.patchCode(target3, JUMP, (to) => void to.writeByteArray(head2));
    }
  }
  function watchPlainly(target3, at, listener3) {
    const { onEnter, onLeave } = listener3;
    const scratch2 = Memory.alloc(8 * Process.pointerSize);
    Interceptor.attach(target3, {
      onEnter(args) {
        for (let i = 0; i < 8; i++) {
          scratch2.add(i * Process.pointerSize).writePointer(args[i]);
        }
        this.seen = asks(at, this.returnAddress, scratch2) !== 0;
        if (this.seen) {
          onEnter.call(this, args);
        }
      },
      ...onLeave === void 0 ? {} : {
        onLeave(value2) {
          if (this.seen) {
            onLeave.call(this, value2);
          }
        }
      }
    });
  }

  // src/native/origin.ts
  var MOST_STACKS = 32768;
  var MOST_FRAMES2 = 64;
  var GET_ENV = 6;
  var JNI_VERSION = 65542;
  var IN_NATIVE = 4;
  var PR_GET_NAME = 16;
  var RUNTIME2 = /^(libjvm|libart|libartd|libdvm)\.so$|\.(oat|odex|art|vdex)$/;
  var EXCLUSIVE5 = { exceptions: "propagate", scheduling: "exclusive" };
  var COOPERATIVE2 = { exceptions: "propagate", scheduling: "cooperative" };
  var dladdr = new NativeFunction(Module.getGlobalExportByName("dladdr"), "int", ["pointer", "pointer"], COOPERATIVE2);
  var prctl = new NativeFunction(Module.getGlobalExportByName("prctl"), "int", ["int", "pointer"], EXCLUSIVE5);
  var out2 = Memory.alloc(32);
  var getEnv = null;
  var vm = NULL;
  var inNative = () => false;
  var javaStacks = /* @__PURE__ */ new Map();
  var numbers2 = /* @__PURE__ */ new Map();
  var symbols = /* @__PURE__ */ new Map();
  var libraries = /* @__PURE__ */ new Map();
  var next2 = -1;
  function rememberJava(id, frames) {
    if (javaStacks.size >= MOST_STACKS) {
      javaStacks.clear();
    }
    javaStacks.set(id, frames);
  }
  function prepareJava(env) {
    vm = Java.api.vm;
    getEnv = new NativeFunction(
      vm.readPointer().add(GET_ENV * Process.pointerSize).readPointer(),
      "int",
      ["pointer", "pointer", "int"],
      EXCLUSIVE5
    );
    if (Java.api.flavor === "jvm") {
      const stateAt = findState(env);
      inNative = (env2) => stateAt !== null && env2.add(stateAt).readS32() === IN_NATIVE;
    } else {
      inNative = artState(env);
    }
  }
  function artState(env) {
    const word = env.add(Process.pointerSize).readPointer().readU32();
    const mask = word >>> 24 !== 0 ? 4278190080 : 4294901760;
    if ((word & mask) === 0) {
      failed(new Error("the runtime does not tell a thread's state: native calls have no Java stack"));
      return () => false;
    }
    shared.add(SHARED.native).writeU32((word & mask) >>> 0);
    shared.add(SHARED.stateMask).writeU32(mask >>> 0);
    const ask3 = new NativeFunction(library.in_native, "int", ["pointer"], EXCLUSIVE5);
    return (env2) => ask3(env2) !== 0;
  }
  function findState(env) {
    const threadClass2 = needClass(env, "java.lang.Thread");
    const eetop = member(env, threadClass2, "long", "eetop", true);
    const jvm = Process.findModuleByName("libjvm.so");
    if (eetop === null || jvm === null) {
      return null;
    }
    const word = (name2) => Number(jvm.getExportByName(name2).readU64());
    const [stride, type, field, offset] = ["ArrayStride", "TypeNameOffset", "FieldNameOffset", "OffsetOffset"].map(
      (n) => word(`gHotSpotVMStructEntry${n}`)
    );
    const current3 = callStatic(
      env,
      threadClass2,
      staticMethod(env, threadClass2, "currentThread", "()Ljava/lang/Thread;"),
      "L",
      []
    );
    const structure = ptr(read(env, current3, eetop).toString());
    for (let row2 = jvm.getExportByName("gHotSpotVMStructs").readPointer(); !row2.add(type).readPointer().isNull(); row2 = row2.add(stride)) {
      if (row2.add(type).readPointer().readCString() === "JavaThread" && row2.add(field).readPointer().readCString() === "_thread_state") {
        return Number(row2.add(offset).readU64()) - env.sub(structure).toInt32();
      }
    }
    return null;
  }
  function javaEnv() {
    if (getEnv === null || getEnv(vm, out2, JNI_VERSION) !== 0) {
      return null;
    }
    const env = out2.readPointer();
    return inNative(env) ? env : null;
  }
  function libraryOf(address) {
    const key = address.toString();
    let name2 = libraries.get(key);
    if (name2 === void 0) {
      if (libraries.size >= MOST_STACKS) {
        libraries.clear();
      }
      name2 = Process.findModuleByAddress(address)?.name ?? "";
      libraries.set(key, name2);
    }
    return name2;
  }
  function frameText(address) {
    const key = address.toString();
    let text4 = symbols.get(key);
    if (text4 !== void 0) {
      return text4;
    }
    const library2 = libraryOf(address);
    text4 = null;
    if (library2 !== "") {
      const info = Memory.alloc(4 * Process.pointerSize);
      const known2 = dladdr(address, info) !== 0;
      const name2 = known2 ? info.add(2 * Process.pointerSize).readPointer() : NULL;
      const start2 = known2 ? info.add(3 * Process.pointerSize).readPointer() : NULL;
      const base = known2 ? info.add(Process.pointerSize).readPointer() : Process.findModuleByAddress(address)?.base ?? NULL;
      text4 = name2.isNull() ? `${library2}!${address.sub(base)}` : `${library2}!${name2.readCString()}+${address.sub(start2)}`;
    }
    if (symbols.size >= MOST_STACKS) {
      symbols.clear();
    }
    symbols.set(key, text4);
    return text4;
  }
  function comm() {
    return prctl(PR_GET_NAME, out2) === 0 ? out2.readCString() ?? "" : "";
  }
  function bareStack(caller) {
    return numbered([caller], 0, []);
  }
  function numbered(addresses, java, javaFrames) {
    const key = `${addresses.join()}|${java}`;
    let stack = numbers2.get(key);
    if (stack === void 0) {
      const frames = [];
      for (const address of addresses) {
        const text4 = frameText(address);
        if (text4 === null || RUNTIME2.test(libraryOf(address))) {
          break;
        }
        frames.push(text4);
      }
      if (numbers2.size >= MOST_STACKS) {
        numbers2.clear();
      }
      stack = next2--;
      numbers2.set(key, stack);
      addStack(stack, [...frames, ...javaFrames].slice(0, MOST_FRAMES2));
    }
    return stack;
  }
  function callers(cpu, caller) {
    const writable = cpu;
    const { pc, sp } = writable;
    try {
      writable.pc = caller;
      writable.sp = Process.arch === "x64" ? sp.add(Process.pointerSize) : sp;
      return [caller, ...Thread.backtrace(cpu, Backtracer.ACCURATE).slice(1)].slice(0, MOST_FRAMES2);
    } finally {
      writable.pc = pc;
      writable.sp = sp;
    }
  }
  function origin(cpu, caller, tid) {
    const env = javaEnv();
    const {
      mono,
      stack: java,
      name: name2
    } = env === null ? { mono: now(), stack: 0, name: comm() } : aside(env, () => inJava(env, tid));
    const javaFrames = javaStacks.get(java) ?? [];
    const stack = numbered(callers(cpu, caller), java, javaFrames);
    return { mono, stack, thread: name2, native: `${libraryOf(caller)}!`, java: javaFrames[0] ?? "" };
  }
  function inJava(env, tid) {
    const t = thread();
    moment(t, env, 0);
    const { mono, stack } = taken(t, env, "");
    return { mono, stack, name: threadName(env, tid, mono) || comm() };
  }

  // src/kinds/native/ssl.ts
  var EXCLUSIVE6 = { exceptions: "propagate", scheduling: "exclusive" };
  var HOST_NAME = 0;
  var byLibrary = /* @__PURE__ */ new Map();
  var current2 = "";
  function ofLibrary(name2) {
    current2 = name2;
  }
  function asked2() {
    let found3 = byLibrary.get(current2);
    if (found3 === void 0) {
      const module3 = Process.findModuleByName(current2);
      const fd = module3?.findExportByName("SSL_get_fd") ?? null;
      const name2 = module3?.findExportByName("SSL_get_servername") ?? null;
      found3 = {
        fd: fd === null ? null : new NativeFunction(fd, "int", ["pointer"], EXCLUSIVE6),
        name: name2 === null ? null : new NativeFunction(name2, "pointer", ["pointer", "int"], EXCLUSIVE6)
      };
      byLibrary.set(current2, found3);
    }
    return found3;
  }
  function sslOf(ssl) {
    if (ssl.isNull()) {
      return { t: "null" };
    }
    const { fd, name: name2 } = asked2();
    const f = {};
    const number = fd === null ? -1 : fd(ssl);
    if (number >= 0) {
      f.fd = { t: "fd", x: String(number) };
      Object.assign(f, peer(number).f);
    }
    const host = name2 === null ? NULL : name2(ssl, HOST_NAME);
    if (!host.isNull()) {
      f.host = { t: "char*", x: host.readCString() ?? "" };
    }
    return { t: "ssl", x: ssl.toString(), f };
  }

  // src/native/functions.ts
  var BYTES_LIMIT2 = 65536;
  var GOING_ON = [11, 115];
  var strerror = new NativeFunction(Module.getGlobalExportByName("strerror"), "pointer", ["int"], {
    scheduling: "exclusive"
  });
  var watched = [];
  function watchedBy(id) {
    return watched[id];
  }
  function failure(type, ret, errno) {
    const bad = type === "status" || type === "fd" ? ret.toInt32() === -1 : type === "file" && ret.isNull();
    if (!bad || GOING_ON.includes(errno)) {
      return null;
    }
    return `errno ${errno}: ${strerror(errno).readCString() ?? ""}`;
  }
  function begin2(fn, args, at, tid) {
    const raw = fn.sig.args.map((_a, i) => args[i]);
    const known2 = fn.points.find((p) => p.index === chosen());
    const point2 = fn.kind.choose === void 0 ? known2 : fn.kind.choose(fn.points, raw, fn.sig);
    if (point2 === void 0 || point2 === null) {
      return null;
    }
    const library2 = libraryOf(at.returnAddress);
    const isSkipped = (frame) => frame !== "" && point2.skip_callers.some((prefix) => frame.startsWith(prefix));
    if (isSkipped(`${library2}!`) || library2 === fn.library && point2.skip_callers.includes("same library")) {
      skip(point2.index);
      return null;
    }
    const from = origin(at.context, at.returnAddress, tid);
    if (isSkipped(from.java)) {
      skip(point2.index);
      return null;
    }
    const handle = fn.sig.args.findIndex((a) => a.type === "handle" || a.type === "ssl");
    const object2 = handle < 0 ? 0 : Number(BigInt(raw[handle].toString()) & 0xffffffffffffn);
    const call = { fn, point: point2, raw, args: [], origin: from, tid, object: object2, errno: 0 };
    const limit = fn.kind.limit ?? BYTES_LIMIT2;
    ofLibrary(fn.library);
    call.args = fn.sig.args.map((arg) => arg.out ? { t: "output" } : readValue(fn.sig, arg, raw, NULL, limit));
    fn.kind.before?.(call);
    return call;
  }
  function finish2(call, ret) {
    const { sig, kind } = call.fn;
    const exception = failure(sig.ret, ret, call.errno);
    let result3 = null;
    if (exception === null) {
      const limit = kind.limit ?? BYTES_LIMIT2;
      ofLibrary(call.fn.library);
      sig.args.forEach((arg, i) => {
        if (arg.out) {
          call.args[i] = readValue(sig, arg, call.raw, ret, limit);
        } else if (arg.type === "fd") {
          call.args[i] = readValue(sig, arg, call.raw, ret, limit);
        }
      });
      result3 = kind.after !== void 0 ? kind.after(call, ret) : readResult(sig.ret, ret);
    }
    emit2(call, opened(call) ? "socket" : "call", result3, exception);
  }
  function opened(call) {
    const { args } = call.fn.sig;
    const socket = call.args[args.findIndex((a) => a.type === "fd")];
    const address = call.args[args.findIndex((a) => a.type === "sockaddr" && !a.out)];
    if (socket === void 0 || address?.x === void 0) {
      return false;
    }
    socket.f = { ...socket.f, remote: socket.f?.remote ?? address };
    return true;
  }
  function emit2(call, kind, result3, exception) {
    record({
      mono: call.origin.mono,
      stack: call.origin.stack,
      point: call.point.index,
      kind,
      tid: call.tid,
      thread: call.origin.thread,
      object: call.object,
      args: call.args,
      result: result3,
      exception,
      within: -1
    });
  }
  function own(work) {
    const t = thread();
    const recording = t.add(THREAD.recording);
    recording.writeS32(1);
    try {
      return work(tidOf(t));
    } catch (error) {
      failed(error);
      return null;
    } finally {
      recording.writeS32(0);
    }
  }
  function listener(fn) {
    if (fn.kind.onlyEnter?.(fn.sig) === true) {
      return {
        onEnter(args) {
          own((tid) => {
            const call = begin2(fn, args, this, tid);
            if (call !== null) {
              emit2(call, "call", null, null);
              drain(EXIT_TIMEOUT_MS);
            }
          });
        }
      };
    }
    return {
      onEnter(args) {
        const call = own((tid) => begin2(fn, args, this, tid));
        inside(1);
        this.call = call;
      },
      onLeave(ret) {
        inside(0);
        const call = this.call;
        if (call !== null) {
          call.errno = this.errno;
          own(() => finish2(call, ptr(ret.toString())));
        }
      }
    };
  }
  function gateOf(fn) {
    const { sig, points, kind } = fn;
    const internet2 = sig.args.findIndex((a) => a.type === "sockaddr" && !a.out);
    const base = {
      how: How.Always,
      arg: -1,
      directory: -1,
      patterns: [],
      any: points[0].index,
      forked: kind.onlyEnter?.(sig) === true
    };
    if (internet2 >= 0) {
      return { ...base, how: How.Internet, arg: internet2 };
    }
    if (kind.choose !== void 0 || points.every((p) => p.match.length === 0)) {
      return base;
    }
    const arg = sig.args.findIndex((a) => a.name === "path");
    const at = arg >= 0 ? arg : points.find((p) => p.match.length > 0).match_arg;
    const patterns = points.flatMap((p) => p.match.map((text4) => [text4, p.index]));
    const how = arg >= 0 ? How.Path : sig.args[at].type === "string" ? How.Text : How.Number;
    return {
      ...base,
      how,
      arg: at,
      patterns,
      directory: sig.args.findIndex((a) => a.name === "directory"),
      any: points.find((p) => p.match.length === 0)?.index ?? -1
    };
  }
  var Search = class {
    wanted = /* @__PURE__ */ new Map();
    done = /* @__PURE__ */ new Map();
    /** How many functions each point has, by its number. */
    found = /* @__PURE__ */ new Map();
    reasons = /* @__PURE__ */ new Map();
    broken = /* @__PURE__ */ new Map();
    want(library2, sig, kind, point2) {
      const all3 = this.wanted.get(library2) ?? [];
      this.wanted.set(library2, all3);
      const same2 = all3.find((w) => w.sig.symbol === sig.symbol && w.kind === kind);
      if (same2 === void 0) {
        all3.push({ sig, kind, points: [point2] });
      } else if (!same2.points.some((p) => p.index === point2.index)) {
        same2.points.push(point2);
      }
    }
    /** Watches what a library exports of it. Gives the points that are new. */
    look(library2) {
      const fresh = [];
      const isForeign = foreign(library2);
      for (const [name2, all3] of this.wanted) {
        if (!isCalled(library2.name, name2)) {
          continue;
        }
        if (isForeign) {
          const points = name2 === "*" ? [] : all3.flatMap((want2) => want2.points);
          points.forEach(
            (p) => this.reasons.set(p.index, `${library2.name} is for another processor, and runs translated`)
          );
          continue;
        }
        for (const want2 of all3) {
          const address = library2.findExportByName(want2.sig.symbol);
          if (address === null || !within2(library2, address)) {
            want2.points.forEach((p) => this.reasons.set(p.index, `${library2.name} has no ${want2.sig.symbol}`));
            continue;
          }
          const known2 = this.done.get(address.toString());
          if (known2 !== void 0) {
            for (const point2 of want2.points) {
              if (known2.points.some((p) => p.index === point2.index)) {
                this.count(point2, 0);
              } else {
                this.broken.set(
                  point2.index,
                  `${library2.name}!${want2.sig.symbol} is watched already, for ${known2.points[0].id}`
                );
              }
            }
            continue;
          }
          try {
            this.place(library2.name, address, want2);
          } catch (error) {
            const text4 = String(error.message ?? error).slice(0, 300);
            want2.points.forEach(
              (p) => this.broken.set(p.index, `${library2.name}!${want2.sig.symbol} cannot be watched: ${text4}`)
            );
            continue;
          }
          for (const point2 of want2.points) {
            if (!this.found.has(point2.index)) {
              fresh.push(point2);
            }
            this.count(point2, 1);
          }
        }
      }
      return fresh;
    }
    count(point2, more) {
      this.found.set(point2.index, (this.found.get(point2.index) ?? 0) + more);
    }
    place(library2, address, want2) {
      const fn = { ...want2, id: watched.length, library: library2 };
      watch(address, gateOf(fn), fn.id, listener(fn));
      watched.push(fn);
      this.done.set(address.toString(), fn);
    }
    /** Why a point is not watched, or not in all its functions. */
    reasonFor(point2) {
      const broken = this.broken.get(point2.index);
      if (broken !== void 0 || this.found.has(point2.index)) {
        return { why: "error", reason: broken ?? null };
      }
      if (point2.modules.includes("*")) {
        return { why: "no_library", reason: `no library exports ${point2.symbols.map((sig) => sig.symbol).join(" or ")}` };
      }
      const missing2 = this.reasons.get(point2.index);
      return missing2 !== void 0 ? { why: "no_symbol", reason: missing2 } : { why: "no_library", reason: `no library ${point2.modules.join(" or ")} is loaded` };
    }
  };
  var MACHINES = { ia32: 3, arm: 40, x64: 62, arm64: 183 };
  function foreign(library2) {
    try {
      return library2.base.readU32() === 1179403647 && library2.base.add(18).readU16() !== MACHINES[Process.arch];
    } catch {
      return false;
    }
  }
  function isCalled(library2, name2) {
    return name2 === "*" || library2 === name2 || library2.startsWith(`${name2}.`);
  }
  function within2(library2, address) {
    return address.compare(library2.base) >= 0 && address.compare(library2.base.add(library2.size)) < 0;
  }

  // src/native/forked.ts
  var PATIENCE2 = 20;
  var read2 = 0;
  var looked = 0;
  var latest = "";
  function texts2(at) {
    const size2 = NOTED.size - NOTED.texts;
    const bytes2 = new Uint8Array(at.add(NOTED.texts).readByteArray(size2));
    const all3 = [];
    for (let from = 0; from < size2 && (bytes2[from] !== 0 || from === 0); ) {
      const end3 = bytes2.indexOf(0, from);
      all3.push(end3 === from ? "" : at.add(NOTED.texts + from).readUtf8String((end3 < 0 ? size2 : end3) - from) ?? "");
      from = end3 < 0 ? size2 : end3 + 1;
    }
    return all3;
  }
  function take(at) {
    const fn = watchedBy(at.add(NOTED.place).readS32());
    if (fn === void 0) {
      throw new Error("a forked process left a note of nothing");
    }
    const [path, ...argv] = texts2(at);
    const point2 = pointOf(fn.points, argv.length > 0 ? [path || argv[0], ...argv.slice(1)] : [path]);
    if (point2 === null) {
      return;
    }
    const pid = at.add(NOTED.pid).readS32();
    const same2 = `${pid} ${argv.join("\0")}`;
    if (same2 === latest) {
      return;
    }
    latest = same2;
    const caller = at.add(NOTED.caller).readPointer();
    if (at.add(NOTED.started).readS32() !== 0) {
      skip(point2.index);
      return;
    }
    if (point2.skip_callers.some((prefix) => `${libraryOf(caller)}!`.startsWith(prefix))) {
      skip(point2.index);
      return;
    }
    record({
      mono: at.add(NOTED.mono).readDouble(),
      stack: bareStack(caller),
      point: point2.index,
      kind: "forked",
      tid: pid,
      thread: "",
      object: 0,
      args: [
        { t: "char*", x: path },
        { t: "char**", i: argv.map((x) => ({ t: "char*", x })) }
      ],
      result: null,
      exception: null,
      within: -1
    });
  }
  function takeNotes() {
    const taken3 = notes.taken();
    if (taken3 - read2 > notes.room) {
      failed(
        new Error(`${taken3 - read2 - notes.room} commands of forked processes were overwritten before they were read`)
      );
      read2 = taken3 - notes.room;
    }
    for (; read2 < taken3; read2++) {
      try {
        if (notes.at(read2).add(NOTED.done).readS32() === 0) {
          if (++looked < PATIENCE2) {
            return;
          }
          throw new Error("a forked process left an unfinished note");
        }
        looked = 0;
        take(notes.at(read2));
      } catch (error) {
        failed(error);
      }
    }
  }

  // src/java/values/buffers.ts
  var buffer2 = null;
  function members4(env) {
    const base = needClass(env, "java.nio.Buffer");
    const bytes2 = needClass(env, "java.nio.ByteBuffer");
    return buffer2 ??= {
      duplicate: member(env, bytes2, "java.nio.ByteBuffer", "duplicate", false),
      position: member(env, base, "int", "position", false),
      moveTo: member(env, base, "java.nio.Buffer", "position", false, "I"),
      remaining: member(env, base, "int", "remaining", false),
      get: member(env, bytes2, "java.nio.ByteBuffer", "get", false, "[B")
    };
  }
  function bufferBytes(env, ref, limit, written = -1) {
    const { duplicate, position: position2, moveTo, remaining, get: get4 } = members4(env);
    if (ref.isNull() || duplicate === null || position2 === null || moveTo === null || remaining === null || get4 === null) {
      return { t: "java.nio.ByteBuffer" };
    }
    pushFrame(env, 8);
    try {
      const copy2 = read(env, ref, duplicate);
      if (copy2 === null) {
        return { t: "java.nio.ByteBuffer" };
      }
      if (written >= 0) {
        read(env, copy2, moveTo, Math.max(0, Number(read(env, copy2, position2)) - written));
      }
      const whole = written >= 0 ? written : Number(read(env, copy2, remaining));
      const n = Math.min(whole, limit);
      const array2 = newByteArray(env, n);
      if (array2.isNull() || read(env, copy2, get4, array2) === null) {
        return { t: "java.nio.ByteBuffer" };
      }
      const value2 = bytes(env, array2, 0, n, limit);
      return whole > n ? { ...value2, n: whole, c: 1 } : value2;
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/kinds/state.ts
  function stateValue(state2, text4) {
    const f = { algorithm: { t: text4, x: state2.algorithm } };
    if (state2.mode !== "") {
      f.mode = { t: text4, x: state2.mode };
    }
    for (const [name2, data] of [
      ["key", state2.key],
      ["iv", state2.iv]
    ]) {
      if (data !== null) {
        f[name2] = { t: "byte[]", b: data };
      }
    }
    return { t: "state", f };
  }

  // src/java/values/tracked.ts
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
    set(env, ref, value2) {
      const id = identityOf(env, ref);
      const bucket = this.entries.get(id) ?? [];
      const known2 = bucket.find((e) => isSame(env, e.weak, ref) !== 0);
      if (known2 !== void 0) {
        known2.value = value2;
        return;
      }
      bucket.push({ weak: newWeak(env, ref), value: value2 });
      this.entries.set(id, bucket);
      if (++this.size > this.limit) {
        this.evict(env);
      }
    }
    evict(env) {
      const [id, bucket] = this.entries.entries().next().value;
      this.entries.delete(id);
      for (const entry2 of bucket) {
        deleteWeak(env, entry2.weak);
        this.size--;
      }
    }
  };

  // src/kinds/crypto.ts
  var LIMIT = 1024 * 1024;
  var BYTES = "[B";
  var TEXT = "java.lang.String";
  var BUFFER = "java.nio.ByteBuffer";
  var FEEDS = /^(update|write)$/;
  var FILLS = /^(deflate|inflate|read|digest)$/;
  var MODES = ["", "encrypt", "decrypt", "wrap", "unwrap"];
  var KEY = "java.security.Key";
  var states = new Tracked(1024);
  var members5 = /* @__PURE__ */ new Map();
  function get2(env, cls, type, name2, ref) {
    const key = `${cls}.${name2}`;
    let m = members5.get(key);
    if (m === void 0) {
      const c = classRef(env, cls);
      m = c === null ? null : member(env, c, type, name2, false);
      members5.set(key, m);
    }
    return m === null || cls === KEY && !isPlatforms(env, getClass(env, ref)) ? null : read(env, ref, m);
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
    const { env, self, point: point2 } = call;
    const cls = point2.classes[0];
    const name2 = get2(env, cls, "java.lang.String", "getAlgorithm", self);
    const state2 = {
      algorithm: name2 === null || name2.isNull() ? "" : text(env, name2, 256).text,
      mode: "",
      key: null,
      iv: null
    };
    if (point2.method === "init") {
      state2.mode = call.original.args[0] === "int" ? MODES[call.args[0]] ?? "" : "";
      const key = call.args[call.original.args.indexOf(KEY)];
      if (key !== void 0 && !key.isNull()) {
        state2.key = copy(env, get2(env, KEY, "byte[]", "getEncoded", key));
      }
      if (cls === "javax.crypto.Cipher") {
        state2.iv = copy(env, get2(env, cls, "byte[]", "getIV", self));
      }
    }
    states.set(env, self, state2);
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
    const slice2 = args[i + 1] === "int" && args[i + 2] === "int";
    return bytes(call.env, call.args[i], slice2 ? call.args[i + 1] : 0, slice2 ? call.args[i + 2] : -1, LIMIT);
  }
  var crypto = {
    choose: plain2.choose,
    before(call) {
      const { args } = call.original;
      const out3 = output(call);
      call.recorded = args.map((_type, i) => i === out3 ? { t: "output" } : input(call, i));
    },
    after(call, value2) {
      const { env, original, self } = call;
      if (!original.isStatic && call.point.group.startsWith("java")) {
        if (call.point.method === "init" || states.get(env, self) === void 0) {
          remember(call);
        }
        call.recorded.push(stateValue(states.get(env, self), TEXT));
      }
      if (original.ret === "void") {
        return null;
      }
      if (original.ret === BYTES) {
        return bytes(env, value2, 0, -1, LIMIT);
      }
      const out3 = output(call);
      if (out3 < 0) {
        return encode(env, original.ret, value2);
      }
      if (original.args[out3] === BUFFER) {
        return bufferBytes(env, call.args[out3], LIMIT, Math.max(0, value2));
      }
      const offset = original.args[out3 + 1] === "int" ? call.args[out3 + 1] : 0;
      return bytes(env, call.args[out3], offset, Math.max(0, value2), LIMIT);
    }
  };

  // src/java/kinship.ts
  var AGAIN_NS = 1e9;
  var MOST7 = 2e4;
  var missing = /* @__PURE__ */ new Map();
  var told5 = /* @__PURE__ */ new Map();
  var interfaces = null;
  var parent = null;
  function isA(env, ref, name2) {
    if (!(ref instanceof NativePointer) || ref.isNull()) {
      return false;
    }
    if ((missing.get(name2) ?? 0) < now()) {
      const wanted2 = classRef(env, name2);
      if (wanted2 === null) {
        missing.set(name2, now() + AGAIN_NS);
      } else if (isInstance(env, ref, wanted2) !== 0) {
        return true;
      }
    }
    pushFrame(env, 16);
    try {
      const cls = getClass(env, ref);
      if (loaderOf(env, cls).name === "boot") {
        return false;
      }
      const key = `${identityOf(env, cls)} ${className(env, cls)} ${name2}`;
      let answer = told5.get(key);
      if (answer === void 0) {
        answer = descends(env, cls, name2);
        if (told5.size >= MOST7) {
          told5.clear();
        }
        told5.set(key, answer);
      }
      return answer;
    } finally {
      popFrame(env, NULL);
    }
  }
  function descends(env, cls, name2) {
    const meta = needClass(env, "java.lang.Class");
    interfaces ??= member(env, meta, "java.lang.Class[]", "getInterfaces", false);
    parent ??= member(env, meta, "java.lang.Class", "getSuperclass", false);
    if (className(env, cls) === name2) {
      return true;
    }
    pushFrame(env, 16);
    try {
      const all3 = read(env, cls, interfaces);
      for (let i = 0; all3 !== null && i < arrayLength(env, all3); i++) {
        if (descends(env, arrayElement(env, all3, i), name2)) {
          return true;
        }
      }
      const above = read(env, cls, parent);
      return above !== null && !above.isNull() && descends(env, above, name2);
    } finally {
      popFrame(env, NULL);
    }
  }
  function wrapperOf(env, cls) {
    const name2 = className(env, cls);
    const loader2 = loaderOf(env, cls);
    if (Java.api.flavor !== "jvm") {
      return loader2.name === "boot" ? Java.use(name2) : Java.ClassFactory.get(Java.retain(Java.cast(loader2.ref, Java.use("java.lang.ClassLoader")))).use(name2);
    }
    link(env, cls);
    return withClass(
      env,
      name2.replace(/\//g, "."),
      newGlobal(env, cls),
      loader2.ref,
      () => new Java.ClassFactory().use(name2)
    );
  }

  // src/kinds/requests.ts
  var PATIENCE_MS3 = 1e3;
  var requests = new Tracked(4096);
  var remotes = new Tracked(1024);
  var watched2 = /* @__PURE__ */ new Map();
  var looked2 = /* @__PURE__ */ new Map();
  function keyOf(callback) {
    return `${callback.interface}.${callback.method}`;
  }
  function requestOf(env, self, handle) {
    const known2 = requests.get(env, self);
    const keys = known2 && watched2.get(handle);
    const key = keys && [...known2.keys()].reverse().find((k) => keys.includes(k));
    return key === void 0 ? void 0 : known2.get(key);
  }
  function remoteOf(env, ref) {
    return remotes.get(env, ref);
  }
  function ask(env, ref, asked4) {
    for (const callback of asked4.callbacks) {
      if (!isA(env, ref, callback.interface)) {
        continue;
      }
      const known2 = requests.get(env, ref) ?? /* @__PURE__ */ new Map();
      known2.delete(keyOf(callback));
      known2.set(keyOf(callback), { ...asked4, callback });
      requests.set(env, ref, known2);
      watch2(env, ref, callback);
    }
  }
  function askedBy(call) {
    return { point: call.point, stack: call.caller.stack, callbacks: call.point.callbacks };
  }
  function arrival(handle) {
    return {
      label: "callback",
      choose(_points, env, args, self) {
        const request = requestOf(env, self, handle);
        return request?.pick?.(env, args) ?? request?.point ?? null;
      },
      before(call) {
        const { env, args } = call;
        const request = requestOf(env, call.self, handle);
        if (request === void 0) {
          return;
        }
        args.forEach((ref) => {
          ask(env, ref, request);
          if (isA(env, ref, "android.os.IBinder")) {
            remotes.set(env, ref, request);
          }
        });
        if (request.callback.passes_on) {
          call.emitted = true;
          return;
        }
        recordArgs(call);
        call.caller.stack = request.stack;
      },
      after(call, value2) {
        const request = requestOf(call.env, call.self, handle);
        if (request !== void 0) {
          ask(call.env, value2, request);
        }
        return call.original.ret === "void" ? null : encode(call.env, call.original.ret, value2);
      }
    };
  }
  function watch2(env, ref, callback) {
    const cls = getClass(env, ref);
    const key = keyOf(callback);
    const mark = `${identityOf(env, cls)} ${className(env, cls)} ${key}`;
    const end3 = Date.now() + PATIENCE_MS3;
    while (looked2.get(mark) === false && Date.now() < end3) {
      Thread.sleep(1e-3);
    }
    if (looked2.has(mark)) {
      return;
    }
    looked2.set(mark, false);
    try {
      atOnce(env, () => hook(wrapperOf(env, cls), callback, key));
    } finally {
      looked2.set(mark, true);
    }
  }
  function hook(cls, callback, key) {
    const env = Java.vm.getEnv();
    const found3 = cls.$has(callback.method) ? cls[callback.method].overloads : void 0;
    for (const method of found3 ?? []) {
      const handle = method.handle.toString();
      const keys = watched2.get(handle);
      if (keys !== void 0) {
        if (!keys.includes(key)) {
          keys.push(key);
        }
        continue;
      }
      const owner2 = declaringClass(env, cls, method);
      if (owner2 === callback.interface || isPlaced(method) || !hasBody(env, cls, method)) {
        continue;
      }
      watched2.set(handle, [key]);
      const site = `${owner2}.${callback.method}`;
      replace(method, env, makeBody(arrival(handle), [placeholder(callback)], site), (error) => {
        watched2.delete(handle);
        failed(error);
      });
    }
  }
  function placeholder(callback) {
    return {
      index: 0,
      id: "",
      kind: "listener",
      category: null,
      classes: [],
      method: callback.method,
      overloads: null,
      match: [],
      match_arg: 0,
      group: keyOf(callback),
      skip_callers: [],
      callbacks: []
    };
  }

  // src/kinds/listener.ts
  var listener2 = {
    choose: plain2.choose,
    before(call) {
      recordArgs(call);
      call.args.forEach((ref) => ask(call.env, ref, askedBy(call)));
    },
    after(call, value2) {
      ask(call.env, value2, askedBy(call));
      return result(call, value2);
    }
  };

  // src/kinds/intent.ts
  var INTENT = "android.content.Intent";
  var COMPONENT = "android.content.ComponentName";
  var members6 = /* @__PURE__ */ new Map();
  var pending2 = new Tracked(256);
  function exact(env, ref, cls, type, name2) {
    const owner2 = classRef(env, cls);
    const key = `${cls}.${name2}`;
    let m = members6.get(key);
    if (m === void 0) {
      m = owner2 === null ? null : member(env, owner2, type, name2, false);
      members6.set(key, m);
    }
    const value2 = m === null ? null : readExact(env, ref, owner2, m);
    return value2 === null || value2.isNull() ? null : value2;
  }
  function text2(env, ref, cls, name2) {
    const value2 = exact(env, ref, cls, "java.lang.String", name2);
    return value2 === null ? "" : text(env, value2, 4096).text;
  }
  function told6(env, ref) {
    pushFrame(env, 16);
    try {
      const component = exact(env, ref, INTENT, COMPONENT, "getComponent");
      const own2 = text2(env, ref, INTENT, "getPackage");
      return {
        action: text2(env, ref, INTENT, "getAction"),
        data: text2(env, ref, INTENT, "getDataString"),
        type: text2(env, ref, INTENT, "getType"),
        package: own2 !== "" || component === null ? own2 : text2(env, component, COMPONENT, "getPackageName"),
        component: component === null ? "" : text2(env, component, COMPONENT, "getClassName")
      };
    } finally {
      popFrame(env, NULL);
    }
  }
  function intentIn(env, args) {
    const cls = classRef(env, INTENT);
    const is2 = (ref) => cls !== null && ref instanceof NativePointer && !ref.isNull() && isInstance(env, ref, cls) !== 0;
    return args.find(is2) ?? null;
  }
  function fits(pattern, intent2) {
    const [name2, prefix] = pattern.split(" ");
    if (prefix !== void 0) {
      return name2 === intent2.action && (intent2.data.startsWith(prefix) || intent2.type.startsWith(prefix));
    }
    return name2 === intent2.action || name2 === intent2.package || name2 === intent2.component;
  }
  function byIntent(points, env, args) {
    const rest = points.find((p) => p.match.length === 0) ?? null;
    const ref = intentIn(env, args);
    if (ref === null) {
      return rest;
    }
    const intent2 = told6(env, ref);
    let best = rest;
    let length = 0;
    for (const point2 of points) {
      for (const pattern of point2.match) {
        if (pattern.length > length && fits(pattern, intent2)) {
          best = point2;
          length = pattern.length;
        }
      }
    }
    return best;
  }
  function requestCode(call) {
    const at = call.original.args.indexOf("int");
    return at < 0 || call.original.isStatic ? -1 : call.args[at];
  }
  var intent = {
    choose: (points, env, args) => byIntent(points, env, args),
    before(call) {
      recordArgs(call);
      const code = /ForResult$|From(Fragment|Child)$/.test(call.original.name) ? requestCode(call) : -1;
      if (code >= 0) {
        const known2 = pending2.get(call.env, call.self) ?? /* @__PURE__ */ new Map();
        known2.set(code, { point: call.point, stack: call.caller.stack });
        pending2.set(call.env, call.self, known2);
      }
    },
    after: result
  };
  var activityResult = {
    label: "callback",
    choose: (_points, env, args, self) => pending2.get(env, self)?.get(args[1])?.point ?? null,
    before(call) {
      const asked4 = pending2.get(call.env, call.self)?.get(call.args[1]);
      call.recorded = [1, 2, 3].map((i) => encode(call.env, call.original.args[i], call.args[i]));
      call.caller.stack = asked4?.stack ?? call.caller.stack;
    },
    after: () => null
  };

  // src/kinds/permission.ts
  var ANSWER = "onRequestPermissionsResult";
  function permissionOf(points) {
    const answers = points.find((p) => p.method === ANSWER);
    return {
      choose: plain2.choose,
      before(call) {
        const { env, self, point: point2, caller } = call;
        recordArgs(call);
        if (requestCode(call) >= 0) {
          const base = point2.classes[point2.classes.length - 1];
          ask(env, self, {
            point: answers ?? point2,
            stack: caller.stack,
            callbacks: [{ interface: base, method: ANSWER, passes_on: false }]
          });
        }
      },
      after: result
    };
  }

  // src/kinds/binder.ts
  var names4 = /* @__PURE__ */ new Map();
  function transactions(env, descriptor2) {
    let known2 = names4.get(descriptor2);
    if (known2 === void 0) {
      known2 = /* @__PURE__ */ new Map();
      const stub = `${descriptor2}$Stub`;
      const cls = classRef(env, stub);
      if (cls !== null && initialised(cls, stub)) {
        for (const field of staticFields(env, cls)) {
          if (field.type === "int" && field.name.startsWith("TRANSACTION_")) {
            known2.set(Number(readStatic(env, cls, field)), field.name.slice("TRANSACTION_".length));
          }
        }
      }
      names4.set(descriptor2, known2);
    }
    return known2;
  }
  function chosen2(points, descriptor2, name2) {
    const full = `${descriptor2}.${name2}`;
    return points.find((p) => p.match.includes(full)) ?? points.find((p) => p.match.includes(descriptor2)) ?? null;
  }
  var binder = {
    label: "transact",
    detail: true,
    choose(points, env, args, self, site) {
      if (site.args[1] !== PARCEL) {
        return null;
      }
      const asked4 = remoteOf(env, self);
      if (asked4 !== void 0) {
        return asked4.point;
      }
      const descriptor2 = descriptorOf(env, args[1]);
      return descriptor2 === "" ? null : chosen2(points, descriptor2, transactions(env, descriptor2).get(args[0]) ?? String(args[0]));
    },
    before(call) {
      const { env, args, self } = call;
      const descriptor2 = descriptorOf(env, args[1]);
      const name2 = descriptor2 === "" ? void 0 : transactions(env, descriptor2).get(args[0]);
      const about = remoteOf(env, self)?.about;
      call.recorded = [
        { t: "interface", x: descriptor2 },
        { t: "transaction", x: name2 ?? String(args[0]) },
        contents(env, args[1])
      ];
      if (about) {
        call.recorded.push(about);
      }
    },
    /** The reply; whether the transaction was known at all is for people, the texts in it are what the app got. */
    after: (call) => contents(call.env, call.args[2])
  };

  // src/kinds/provider.ts
  var URI = "android.net.Uri";
  var CURSORS = /^android\.(database|content)\./;
  var CLIENT = "android.content.ContentProviderClient";
  var ACQUIRE = /^acquire(Unstable)?ContentProviderClient$/;
  var OPERATIONS = {
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
    acquireUnstableContentProviderClient: "acquire"
  };
  var cursors = new Tracked(2048);
  var clients = new Tracked(256);
  function uriOf(env, ref) {
    return ref instanceof NativePointer && !ref.isNull() ? object(env, ref).x ?? "" : "";
  }
  function target(env, types2, name2, args, self) {
    const at = types2.indexOf(URI);
    if (at >= 0) {
      return uriOf(env, args[at]);
    }
    const client = clients.get(env, self);
    if (client !== void 0) {
      return client;
    }
    const authority = types2[0] === "java.lang.String" && /^(call|applyBatch|acquire\w+)$/.test(name2) ? uriOf(env, args[0]) : "";
    return authority === "" ? "" : `content://${authority}`;
  }
  function below(uri, prefix) {
    const next3 = uri.charAt(prefix.length);
    if (uri.startsWith(prefix)) {
      return next3 === "" || "/?#".includes(next3) || prefix.endsWith("/");
    }
    return prefix.startsWith(`${uri}/`) && /^content:\/\/[^/]+$/.test(uri);
  }
  function byUri(points, uri, name2) {
    const rest = points.filter((p) => p.match.length === 0);
    let best = rest.find((p) => p.method === name2 && name2 !== "query") ?? rest.find((p) => p.method === "query") ?? null;
    let length = 0;
    for (const point2 of points) {
      for (const prefix of point2.match) {
        if (prefix.length > length && uri !== "" && below(uri, prefix)) {
          best = point2;
          length = prefix.length;
        }
      }
    }
    return best;
  }
  var provider = {
    label: (call) => OPERATIONS[call.original.name] ?? "query",
    choose: (points, env, args, self, site) => byUri(points, target(env, site.args, site.name, args, self), site.name),
    before(call) {
      recordArgs(call);
      const { env, args, self, original } = call;
      if (!original.args.includes(URI)) {
        call.recorded.push({ t: URI, x: target(env, original.args, original.name, args, self) });
      }
    },
    after: result2
  };
  function result2(call, value2) {
    const { env, original, args, self, point: point2 } = call;
    if (original.ret === "void" || isPrimitive(original.ret) || value2.isNull()) {
      return original.ret === "void" ? null : encode(env, original.ret, value2);
    }
    if (original.ret === CLIENT && ACQUIRE.test(original.name)) {
      clients.set(env, value2, target(env, original.args, original.name, args, self));
    }
    if (original.ret !== "android.database.Cursor") {
      return encode(env, original.ret, value2);
    }
    cursors.set(env, value2, { point: point2, uri: target(env, original.args, original.name, args, self), columns: /* @__PURE__ */ new Map() });
    return { t: original.ret, f: { id: { t: "int", x: String(identityOf(env, value2)) } } };
  }
  var cell = {
    label: "cursor",
    choose: (_points, env, _args, self) => cursors.get(env, self)?.point ?? null,
    before(call) {
      const source = cursors.get(call.env, call.self);
      const index = call.args[0];
      let name2 = source.columns.get(index);
      if (name2 === void 0) {
        name2 = nameOf(call.env, call.self, index);
        source.columns.set(index, name2);
      }
      call.recorded = [
        { t: "column", x: name2 },
        { t: URI, x: source.uri }
      ];
    },
    after: (call, value2) => encode(call.env, call.original.ret, value2)
  };
  function nameOf(env, cursor, index) {
    const cls = getClass(env, cursor);
    const columnName = isPlatforms(env, cls) || CURSORS.test(className(env, cls)) ? member(env, cls, "java.lang.String", "getColumnName", false, "I") : null;
    const ref = columnName === null ? null : read(env, cursor, columnName, index);
    return ref === null || ref.isNull() ? String(index) : text(env, ref, 1024).text;
  }

  // src/kinds/service.ts
  var CONNECTED = {
    interface: "android.content.ServiceConnection",
    method: "onServiceConnected",
    passes_on: false
  };
  var service = {
    choose: (points, env, args) => byIntent(points, env, args),
    before(call) {
      const { env, args, point: point2, caller } = call;
      recordArgs(call);
      const ref = intentIn(env, args);
      const intent2 = ref === null ? null : told6(env, ref);
      const about = { t: "request", x: intent2 === null ? "" : intent2.action || intent2.component || intent2.package };
      args.forEach((arg) => ask(env, arg, { point: point2, stack: caller.stack, callbacks: [CONNECTED], about }));
    },
    after: result
  };

  // src/kinds/doors.ts
  var RESOLVER = "android.content.ContentResolver";
  var CLIENT2 = "android.content.ContentProviderClient";
  var ACTIVITY = "android.app.Activity";
  var CONTEXT = "android.app.ContextImpl";
  var CELLS = ["getString", "getInt", "getLong", "getShort", "getFloat", "getDouble", "getBlob"];
  var GROUPS = {
    startActivity: "intent.start",
    startActivityForResult: "intent.start",
    startActivityIfNeeded: "intent.start",
    startActivityFromFragment: "intent.start",
    startActivityFromChild: "intent.start",
    openInputStream: "provider.open",
    openOutputStream: "provider.open",
    openFileDescriptor: "provider.open",
    openFile: "provider.open",
    openAssetFile: "provider.open",
    openAssetFileDescriptor: "provider.open",
    openTypedAssetFile: "provider.open",
    openTypedAssetFileDescriptor: "provider.open"
  };
  function nobody(kind, group) {
    return {
      index: 0,
      id: group,
      kind,
      category: null,
      classes: [],
      method: "",
      overloads: null,
      match: [],
      match_arg: 0,
      group,
      skip_callers: [],
      callbacks: []
    };
  }
  function doors(points) {
    const of = (kind, method = /./) => points.filter((p) => p.kind === kind && method.test(p.method));
    const found3 = [];
    const add2 = (needed, classes, methods, kind, stand = needed) => {
      if (needed.length > 0) {
        found3.push({ classes, methods, kind, points: stand });
      }
    };
    const providers = of("provider");
    add2(providers, [RESOLVER], Object.keys(OPERATIONS), provider);
    add2(providers, [CLIENT2], Object.keys(OPERATIONS), provider);
    add2(providers, ["android.database.CursorWrapper"], CELLS, cell, [nobody("provider", "cursor")]);
    const starts = of("intent", /^startActivity/);
    add2(
      starts,
      [ACTIVITY],
      Object.keys(GROUPS).filter((m) => m.startsWith("startActivity")),
      intent
    );
    add2(starts, [CONTEXT], ["startActivity"], intent);
    add2(starts, [ACTIVITY], ["dispatchActivityResult"], activityResult, [nobody("intent", "intent.result")]);
    add2(of("intent", /Broadcast$/), [CONTEXT], ["sendBroadcast", "sendOrderedBroadcast", "sendStickyBroadcast"], intent);
    add2(of("intent", /Service$/), [CONTEXT], ["startService", "startForegroundService"], intent);
    add2(of("service"), [CONTEXT], ["bindService", "bindServiceAsUser", "bindIsolatedService"], service);
    if (of("service").length + of("binder").length > 0) {
      const listed = of("binder");
      add2(
        [...of("service"), ...listed],
        ["android.os.BinderProxy"],
        ["transact"],
        binder,
        listed.length > 0 ? listed : [nobody("binder", "binder")]
      );
    }
    return found3;
  }

  // src/kinds/receiver.ts
  var FILTER = "android.content.IntentFilter";
  var RECEIVE = { interface: "android.content.BroadcastReceiver", method: "onReceive", passes_on: false };
  var MOST8 = 100;
  var count = null;
  var action = null;
  function actionsOf(env, args) {
    const cls = classRef(env, FILTER);
    const ref = cls === null ? void 0 : args.find((a) => a instanceof NativePointer && !a.isNull() && isInstance(env, a, cls) !== 0);
    if (cls === null || ref === void 0) {
      return [];
    }
    count ??= member(env, cls, "int", "countActions", false);
    action ??= member(env, cls, "java.lang.String", "getAction", false, "I");
    const found3 = [];
    for (let i = 0; count !== null && action !== null && i < Math.min(MOST8, Number(readExact(env, ref, cls, count))); i++) {
      const text4 = readExact(env, ref, cls, action, i);
      if (text4 !== null && !text4.isNull()) {
        found3.push(text(env, text4, 1024).text);
      }
    }
    return found3;
  }
  function byActions(points, actions) {
    return points.find((p) => p.match.some((m) => actions.includes(m))) ?? points.find((p) => p.match.length === 0) ?? null;
  }
  function byIntentAction(points, env, args) {
    const ref = intentIn(env, args);
    return ref === null ? null : byActions(points, [told6(env, ref).action]);
  }
  var receiver = {
    choose: (points, env, args) => byActions(points, actionsOf(env, args)),
    before(call) {
      const { env, args, point: point2, caller } = call;
      recordArgs(call);
      call.recorded.push({ t: "actions", i: actionsOf(env, args).map((x) => ({ t: "java.lang.String", x })) });
      const { points } = call.original;
      const pick = (e, given) => byIntentAction(points, e, given);
      args.forEach((arg) => ask(env, arg, { point: point2, stack: caller.stack, callbacks: [RECEIVE], pick }));
    },
    after: result
  };

  // src/java/annotations.ts
  var SIZES = { B: 2, C: 2, D: 2, F: 2, I: 2, J: 2, S: 2, Z: 2, s: 2, c: 2, e: 4 };
  var members7 = null;
  function find4(env) {
    const of = (holder, type, name2, args = "") => {
      const cls = classRef(env, holder);
      return cls === null ? null : member(env, cls, type, name2, false, args);
    };
    const jvm = Java.api.flavor === "jvm";
    return {
      bytes: jvm ? of("java.lang.reflect.Method", "byte[]", "getAnnotationBytes") : null,
      pool: jvm ? of("java.lang.Class", "jdk.internal.reflect.ConstantPool", "getConstantPool") : null,
      text: jvm ? of("jdk.internal.reflect.ConstantPool", "java.lang.String", "getUTF8At", "I") : null,
      has: of("java.lang.reflect.Method", "boolean", "isAnnotationPresent", "Ljava/lang/Class;")
    };
  }
  function types(data) {
    let at = 0;
    const u2 = () => data.getUint16((at += 2) - 2);
    const value2 = () => {
      const tag = String.fromCharCode(data.getUint8(at++));
      if (tag === "@") {
        annotation();
      } else if (tag === "[") {
        for (let n = u2(); n > 0; n--) {
          value2();
        }
      } else {
        at += SIZES[tag];
      }
    };
    const annotation = () => {
      const type = u2();
      for (let n = u2(); n > 0; n--) {
        u2();
        value2();
      }
      return type;
    };
    const found3 = [];
    for (let n = u2(); n > 0; n--) {
      found3.push(annotation());
    }
    return found3;
  }
  function carries(env, declaring, method, annotation) {
    const m = members7 ??= find4(env);
    if (m.bytes === null || m.pool === null || m.text === null) {
      const cls = classRef(env, annotation);
      return cls !== null && m.has !== null && Boolean(read(env, method, m.has, cls));
    }
    const raw = read(env, method, m.bytes);
    const pool = read(env, declaring, m.pool);
    if (raw === null || raw.isNull() || pool === null || pool.isNull()) {
      return false;
    }
    const n = arrayLength(env, raw);
    const wanted2 = descriptor(annotation);
    return types(new DataView(region(env, raw, "B", 0, n).readByteArray(n))).some((index) => {
      const text4 = read(env, pool, m.text, index);
      return text4 !== null && !text4.isNull() && text(env, text4, 512).text === wanted2;
    });
  }

  // src/kinds/webview.ts
  var ANNOTATION = "android.webkit.JavascriptInterface";
  var MOST9 = 500;
  function exposed(env, ref) {
    const need2 = (owner2, type, name2) => member(env, needClass(env, owner2), type, name2, false);
    const all3 = need2("java.lang.Class", "java.lang.reflect.Method[]", "getMethods");
    const getName = need2("java.lang.reflect.Method", "java.lang.String", "getName");
    const declaring = need2("java.lang.reflect.Method", "java.lang.Class", "getDeclaringClass");
    if (all3 === null || getName === null || declaring === null) {
      return [];
    }
    const names5 = /* @__PURE__ */ new Set();
    pushFrame(env, 8);
    try {
      const methods = read(env, getClass(env, ref), all3);
      for (let i = 0; methods !== null && i < Math.min(MOST9, arrayLength(env, methods)); i++) {
        pushFrame(env, 8);
        const each = arrayElement(env, methods, i);
        if (carries(env, read(env, each, declaring), each, ANNOTATION)) {
          names5.add(text(env, read(env, each, getName), 512).text);
        }
        popFrame(env, NULL);
      }
    } finally {
      popFrame(env, NULL);
    }
    return [...names5].sort();
  }
  var bridge = {
    choose: plain2.choose,
    before(call) {
      recordArgs(call);
      const ref = call.args[0];
      if (!(ref instanceof NativePointer) || ref.isNull()) {
        return;
      }
      try {
        const names5 = exposed(call.env, ref);
        call.recorded.push({ t: "methods", i: names5.map((x) => ({ t: "java.lang.String", x })) });
        watchAll(call, ref, names5);
      } catch (error) {
        failed(error);
      }
    },
    after: result
  };
  function watchAll(call, ref, names5) {
    const { env, point: point2, caller, recorded } = call;
    const owner2 = className(env, getClass(env, ref));
    const callbacks = names5.map((method) => ({ interface: "java.lang.Object", method, passes_on: false }));
    ask(env, ref, { point: point2, stack: caller.stack, callbacks, about: { t: "bridge", x: recorded[1]?.x ?? owner2 } });
  }

  // src/kinds/tls.ts
  var LIMIT2 = 65536;
  var BYTES2 = "[B";
  var BUFFERS = "[Ljava.nio.ByteBuffer;";
  var BUFFER2 = "java.nio.ByteBuffer";
  var MOST_BUFFERS = 64;
  var members8 = /* @__PURE__ */ new Map();
  function member2(env, cls, type, name2, isField) {
    const key = `${cls}.${name2}`;
    let m = members8.get(key);
    if (m === void 0) {
      const c = classRef(env, cls);
      m = c === null ? null : member(env, c, type, name2, isField);
      members8.set(key, m);
    }
    return m;
  }
  function get3(env, ref, cls, type, name2, isField = false) {
    const m = member2(env, cls, type, name2, isField);
    return m === null || ref.isNull() ? null : read(env, ref, m);
  }
  function outerOf(cls) {
    const outer2 = cls.replace(/\$[^$]*$/, "");
    return outer2 === cls ? null : outer2;
  }
  function tlsOf(points) {
    const env = Java.vm.getEnv().handle;
    for (const cls of points.filter((p) => p.kind === "tls").flatMap((p) => p.classes)) {
      const outer2 = outerOf(cls);
      if (outer2 !== null && classRef(env, cls) !== null) {
        member2(env, cls, outer2, "this$0", true);
      }
    }
    return tls;
  }
  function end2(env, address, port2) {
    if (address === null || address.isNull() || port2 === null) {
      return null;
    }
    const text4 = get3(env, address, "java.net.InetAddress", "java.lang.String", "getHostAddress");
    if (text4 === null || text4.isNull()) {
      return null;
    }
    const host = text(env, text4, 256).text;
    return {
      t: "sockaddr",
      x: host.includes(":") ? `[${host}]:${port2}` : `${host}:${port2}`,
      f: { address: { t: "address", x: host }, port: { t: "int", x: String(port2) } }
    };
  }
  function socketFields(env, socket) {
    const f = {};
    const S = "java.net.Socket";
    const local = end2(
      env,
      get3(env, socket, S, "java.net.InetAddress", "getLocalAddress"),
      get3(env, socket, S, "int", "getLocalPort")
    );
    const remote = end2(
      env,
      get3(env, socket, S, "java.net.InetAddress", "getInetAddress"),
      get3(env, socket, S, "int", "getPort")
    );
    if (local !== null) {
      f.local = local;
    }
    if (remote !== null) {
      f.remote = remote;
    }
    return f;
  }
  function engineFields(env, engine) {
    const f = {};
    const host = get3(env, engine, "javax.net.ssl.SSLEngine", "java.lang.String", "getPeerHost");
    const port2 = get3(env, engine, "javax.net.ssl.SSLEngine", "int", "getPeerPort");
    if (host !== null && !host.isNull()) {
      f.host = { t: "java.lang.String", x: text(env, host, 256).text };
    }
    if (port2 !== null && port2 > 0) {
      f.port = { t: "int", x: String(port2) };
    }
    return f;
  }
  function connection(call) {
    const { env, self } = call;
    const cls = call.point.classes[0];
    pushFrame(env, 16);
    try {
      if (cls.includes("Engine")) {
        return { t: "connection", f: engineFields(env, self) };
      }
      const outer2 = outerOf(cls);
      const socket = outer2 === null ? null : get3(env, self, cls, outer2, "this$0", true);
      return { t: "connection", f: socket === null ? {} : socketFields(env, socket) };
    } finally {
      popFrame(env, NULL);
    }
  }
  function buffersBytes(env, type, ref, from, count2, least) {
    if (ref.isNull()) {
      return { t: "null" };
    }
    if (type === BUFFER2) {
      return bufferBytes(env, ref, LIMIT2, least(0, ref));
    }
    const parts3 = [];
    let size2 = 0;
    let whole = 0;
    const n = Math.min(count2 < 0 ? arrayLength(env, ref) : count2, MOST_BUFFERS);
    for (let i = 0; i < n && size2 < LIMIT2; i++) {
      pushFrame(env, 4);
      const buffer4 = arrayElement(env, ref, from + i);
      const value2 = buffer4.isNull() ? { t: "null" } : bufferBytes(env, buffer4, LIMIT2 - size2, least(i, buffer4));
      popFrame(env, NULL);
      if (value2.b instanceof ArrayBuffer) {
        parts3.push(new Uint8Array(value2.b));
        size2 += parts3[parts3.length - 1].length;
        whole += value2.n ?? parts3[parts3.length - 1].length;
      }
    }
    const all3 = new Uint8Array(size2);
    let at = 0;
    for (const part of parts3) {
      all3.set(part, at);
      at += part.length;
    }
    return whole > size2 ? { t: "byte[]", b: all3.buffer, n: whole, c: 1 } : { t: "byte[]", b: all3.buffer };
  }
  function position(env, buffer4) {
    return Number(get3(env, buffer4, "java.nio.Buffer", "int", "position") ?? 0);
  }
  function moved(env, result3, name2) {
    return result3.isNull() ? 0 : Number(get3(env, result3, "javax.net.ssl.SSLEngineResult", "int", name2) ?? 0);
  }
  var before2 = /* @__PURE__ */ new WeakMap();
  function startsOf(call, type, index, from, count2) {
    const { env } = call;
    const ref = call.args[index];
    if (ref.isNull()) {
      return [];
    }
    if (type === BUFFER2) {
      return [position(env, ref)];
    }
    const n = Math.min(count2 < 0 ? arrayLength(env, ref) : count2, MOST_BUFFERS);
    return Array.from({ length: n }, (_, i) => {
      pushFrame(env, 4);
      const buffer4 = arrayElement(env, ref, from + i);
      const start2 = buffer4.isNull() ? 0 : position(env, buffer4);
      popFrame(env, NULL);
      return start2;
    });
  }
  var READS = /^(read|SSL_read|unwrap)$/;
  function plainAt(call) {
    const { args } = call.original;
    const at = args.map((type, i) => type === BUFFER2 || type === BUFFERS || type === BYTES2 ? i : -1).filter((i) => i >= 0);
    return at.length === 0 ? -1 : call.point.method === "unwrap" ? at[at.length - 1] : at[0];
  }
  function slice(call, index) {
    const { args } = call.original;
    const has = args[index + 1] === "int" && args[index + 2] === "int";
    return { from: has ? call.args[index + 1] : 0, count: has ? call.args[index + 2] : -1 };
  }
  var tls = {
    choose: plain2.choose,
    before(call) {
      const { env } = call;
      const { args } = call.original;
      const index = plainAt(call);
      const reads = READS.test(call.point.method);
      const { from, count: count2 } = index < 0 ? { from: 0, count: -1 } : slice(call, index);
      const kept12 = { index, from, count: count2, starts: [], value: null };
      call.recorded = args.map((type, i) => {
        if (i === index) {
          if (reads) {
            kept12.starts = type === BYTES2 ? [] : startsOf(call, type, i, from, count2);
            return { t: "output" };
          }
          kept12.value = type === BYTES2 ? bytes(env, call.args[i], from, count2, LIMIT2) : buffersBytes(env, type, call.args[i], from, count2, () => -1);
          return kept12.value;
        }
        return type === BUFFER2 || type === BUFFERS ? { t: type } : encode(env, type, call.args[i]);
      });
      before2.set(call, kept12);
    },
    after(call, value2) {
      const { env } = call;
      const { args, ret } = call.original;
      const kept12 = before2.get(call);
      const isEngine = ret === "javax.net.ssl.SSLEngineResult";
      call.recorded.push(connection(call));
      if (kept12.index < 0 || !READS.test(call.point.method)) {
        if (isEngine && kept12.value?.b instanceof ArrayBuffer) {
          const taken3 = moved(env, value2, "bytesConsumed");
          kept12.value.b = kept12.value.b.slice(0, taken3);
          call.emitted = taken3 === 0;
        }
        return ret === "void" ? null : encode(env, ret, value2);
      }
      if (args[kept12.index] === BYTES2) {
        return bytes(env, call.args[kept12.index], kept12.from, Math.max(0, value2), LIMIT2);
      }
      if (moved(env, value2, "bytesProduced") === 0) {
        call.emitted = true;
        return null;
      }
      return buffersBytes(
        env,
        args[kept12.index],
        call.args[kept12.index],
        kept12.from,
        kept12.count,
        (i, buffer4) => position(env, buffer4) - (kept12.starts[i] ?? 0)
      );
    }
  };

  // src/install.ts
  var KINDS = {
    method: () => plain2,
    constructor: () => plain2,
    settings: () => plain2,
    provider: () => provider,
    crypto: () => crypto,
    listener: () => listener2,
    exit: () => exit,
    intent: () => intent,
    service: () => service,
    binder: () => binder,
    receiver: () => receiver,
    permission: permissionOf,
    bridge: () => bridge,
    exec: () => exec,
    tls: tlsOf
  };
  var MANIFEST = "declared in the app's manifest, not called: what it does when it is started is seen by the other hooks";
  function absent(point2, why2, reason) {
    return { point: point2, resolved: false, overloads: 0, reason, why: why2 };
  }
  function overloadsOf(cls, name2) {
    if (name2 === "<init>") {
      return cls.$init.overloads;
    }
    return cls.$has(name2) ? cls[name2].overloads ?? [] : [];
  }
  function keyOf2(method, name2) {
    const types2 = method.argumentTypes.map((t) => t.className).join();
    return `${method.holder.$n}.${name2}(${types2})${method.returnType.className}`;
  }
  function same(method, wanted2) {
    return wanted2 === null || wanted2.some((w) => w.join() === method.argumentTypes.map((t) => t.className).join());
  }
  var hooked = /* @__PURE__ */ new Set();
  function taken2() {
    return new Set(hooked);
  }
  var Installer = class {
    /** A point is refused whose method is among those that are `taken`. */
    constructor(env, use, taken3 = /* @__PURE__ */ new Set()) {
      this.use = use;
      this.taken = taken3;
      this.env = env;
      this.modifiers = member(
        env.handle,
        classRef(env.handle, "java.lang.reflect.Method"),
        "int",
        "getModifiers",
        false
      );
    }
    /** Whether what became of the points has been told: what changes from then on is told by itself. */
    told = false;
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
    add(point2, classes = point2.classes) {
      const outcome2 = { point: point2.id, resolved: false, overloads: 0, reason: null, why: "" };
      if (point2.kind === "reflection") {
        noteAs(point2);
        return { ...outcome2, resolved: true };
      }
      if (point2.kind === "manifest") {
        return absent(point2.id, "manifest", MANIFEST);
      }
      let found3 = absent(point2.id, "no_class", `no class ${classes.join(" or ")}`);
      for (const name2 of classes) {
        let cls;
        try {
          cls = this.use(name2);
        } catch (error) {
          if (error instanceof Unlinkable) {
            found3 = absent(point2.id, "unlinkable", error.message);
          }
          continue;
        }
        try {
          if (point2.kind === "field") {
            const fields = addField(
              this.env.handle,
              point2,
              name2,
              newGlobal(this.env.handle, cls.$copyClassHandle(this.env))
            );
            return typeof fields === "number" ? { ...outcome2, resolved: true, overloads: fields } : absent(point2.id, "no_field", fields);
          }
          const all3 = overloadsOf(cls, point2.method);
          const wanted2 = all3.filter((m) => same(m, point2.overloads));
          const usable = point2.method === "<init>" ? wanted2 : wanted2.filter((m) => this.hasBody(cls, m));
          if (usable.length === 0) {
            found3 = all3.length === 0 ? absent(point2.id, "no_method", `no method ${name2}.${point2.method}`) : wanted2.length === 0 ? absent(point2.id, "no_overload", `no such overload of ${name2}.${point2.method}`) : absent(point2.id, "abstract", `${name2}.${point2.method} is abstract`);
            continue;
          }
          if (usable.some((method) => this.taken.has(keyOf2(method, point2.method)))) {
            return absent(point2.id, "error", `${name2}.${point2.method} is hooked already`);
          }
          for (const method of usable) {
            const site = this.site(method, point2.method);
            site.points.push(point2);
            site.own.push(point2);
          }
          return { ...outcome2, resolved: true, overloads: usable.length };
        } catch (error) {
          found3 = absent(
            point2.id,
            "error",
            `${name2}.${point2.method}: ${String(error.message ?? error).slice(0, 300)}`
          );
        }
      }
      return found3;
    }
    addCommands(points) {
      const sites = [...this.sites.values()].filter((site) => site.points.some((p) => p.kind === "exec"));
      sites.forEach((site) => site.points.push(...points));
      const resolved = sites.length > 0;
      return points.map(
        (p) => resolved ? { point: p.id, resolved, overloads: sites.length, reason: null, why: "" } : absent(p.id, "no_method", "nothing that runs commands is hooked")
      );
    }
    site(method, name2) {
      const key = keyOf2(method, name2);
      let site = this.sites.get(key);
      if (site === void 0) {
        site = { method, points: [], own: [], name: `${method.holder.$n}.${name2}` };
        this.sites.set(key, site);
      }
      return site;
    }
    /** Further methods for points of a kind. */
    open(door) {
      for (const name2 of door.classes) {
        let cls;
        try {
          cls = Java.use(name2);
        } catch {
          continue;
        }
        for (const method of door.methods.flatMap((m) => overloadsOf(cls, m))) {
          if (this.hasBody(cls, method)) {
            const site = this.site(method, method.methodName);
            site.points.push(...door.points.filter((p) => !site.points.includes(p)));
            site.kind = door.kind;
          }
        }
      }
    }
    /** Replaces what was found, `most` methods at a time. */
    *parts(outcomes, all3, most) {
      const sites = [...this.sites.values()];
      for (let i = 0; i < sites.length; i += most) {
        yield () => this.install(outcomes, all3, sites.slice(i, i + most));
      }
    }
    install(outcomes, all3, sites = this.sites.values()) {
      for (const site of sites) {
        const failed2 = (error) => {
          const now2 = site.own.map(
            (point2) => absent(point2.id, "error", `not hooked: ${String(error.message ?? error).slice(0, 300)}`)
          );
          now2.forEach((outcome2) => outcomes.set(outcome2.point, outcome2));
          if (this.told) {
            tell(now2.map((outcome2) => ({ ...outcome2, mono: now(), loader: "" })));
          }
        };
        const special = site.points.find((p) => p.kind !== "method" && p.kind !== "constructor") ?? site.points[0];
        const kind = site.kind ?? KINDS[special.kind](all3);
        const group = GROUPS[site.method.methodName];
        const points = group === void 0 || site.kind === void 0 ? site.points : [{ ...site.points[0], group }, ...site.points.slice(1)];
        hooked.add(keyOf2(site.method, site.name.slice(site.name.lastIndexOf(".") + 1)));
        replace(site.method, this.env, makeBody(kind, points, site.name), failed2);
      }
    }
  };
  function* install(points, commands, env, most, others) {
    const outcomes = /* @__PURE__ */ new Map();
    const installer2 = new Installer(Java.vm.getEnv(), (name2) => Java.use(name2), others);
    for (const point2 of points) {
      outcomes.set(point2.id, installer2.add(point2));
      yield;
    }
    installer2.addCommands(commands).forEach((outcome2) => outcomes.set(outcome2.point, outcome2));
    for (const door of doors(points)) {
      installer2.open(door);
      yield;
    }
    for (const part of installer2.parts(outcomes, points, most)) {
      atOnce(env, part);
      yield;
    }
    installer2.told = true;
    return [...outcomes.values()];
  }
  function installIn(factory, points, name2, env, others) {
    const outcomes = /* @__PURE__ */ new Map();
    const installer2 = new Installer(Java.vm.getEnv(), (wanted2) => factory.use(wanted2), others);
    atOnce(env, () => {
      points.forEach((point2) => outcomes.set(point2.id, installer2.add(point2, [name2])));
      installer2.install(outcomes, points);
    });
    installer2.told = true;
    return [...outcomes.values()];
  }

  // src/java/helperdex.ts
  var HELPER = [
    "ZGV4CjAzOACOit2FiI2qpUyWHpBEwaioACdTpzgSfY1kFgAAcAAAAHhWNBIAAAAAAAAAAKAVAABnAAAAcAAAADEAAAAMAgAAEgAAANACAAACAAAAqAMAADIA",
    "AAC4AwAAEAAAAEgFAAAcDwAASAcAAH4LAACACwAAgwsAAI0LAACVCwAAmgsAAKALAACtCwAAtQsAALsLAAC+CwAAwQsAAMULAADJCwAAzAsAAM8LAADTCwAA",
    "2AsAAOALAAD0CwAAAgwAABUMAAApDAAARAwAAFoMAABuDAAAhAwAAJoMAACvDAAAxgwAANwMAADxDAAAAA0AABMNAAAiDQAAOg0AAF8NAACADQAAow0AAL4N",
    "AADYDQAA+A0AAB0OAAA4DgAAXQ4AAIEOAACUDgAAuA4AANwOAAD8DgAAHw8AADsPAABDDwAAXg8AAHUPAACKDwAAng8AALMPAADIDwAA3A8AAPsPAAAREAAA",
    "FxAAAB8QAAAmEAAALxAAADgQAABAEAAARxAAAE4QAABTEAAAVhAAAFoQAABfEAAAZhAAAGkQAABvEAAAcxAAAIgQAACVEAAAoRAAAK4QAAC1EAAAvRAAAMMQ",
    "AADKEAAA1hAAAOMQAADvEAAA+hAAAAoRAAAQEQAAFhEAABsRAAAlEQAALBEAAD4RAABWEQAAahEAAHARAAB1EQAAgxEAAIoRAAAJAAAACgAAAA0AAAASAAAA",
    "EwAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAB0AAAAeAAAAHwAAACAAAAAhAAAAIgAAACMAAAAkAAAAJQAAACYAAAAnAAAAKAAAACkA",
    "AAAqAAAAKwAAACwAAAAtAAAALgAAAC8AAAAwAAAAMQAAADIAAAA0AAAANQAAADYAAAA3AAAAOAAAADkAAAA6AAAAOwAAADwAAABGAAAASgAAAEwAAABNAAAA",
    "CgAAAAEAAAAAAAAACwAAAAEAAAAYCwAADAAAAAEAAAAgCwAADwAAABUAAAAoCwAAEAAAABgAAAAwCwAAEQAAABsAAAA4CwAADwAAACgAAAAgCwAADgAAACkA",
    "AAAAAAAAEAAAACoAAABICwAADwAAACsAAAAgCwAADgAAACwAAAAAAAAARgAAAC0AAAAAAAAARwAAAC0AAABQCwAARwAAAC0AAAAgCwAASQAAAC0AAABYCwAA",
    "SAAAAC0AAABkCwAASwAAAC4AAABsCwAADwAAAC8AAAB4CwAAEAAqAD0AAAASAAEAWgAAAAMACwADAAAABAALAAMAAAAEAAwAYgAAAAUACwADAAAABQAMAGMA",
    "AAAGAAsAAwAAAAYADABjAAAABwALAAMAAAAHAAwAYwAAAAgACwADAAAACAAMAGMAAAAJAAsAAwAAAAkADABjAAAACgALAAMAAAAKAAwAYwAAAAsACwADAAAA",
    "CwAMAGMAAAAMAAsAAwAAAAwADABjAAAADQALAAMAAAANAAwAYwAAAA4ACwADAAAADgAMAGMAAAAPAAsAAwAAAA8ADABjAAAAEAALAAMAAAARAAsAAwAAABEA",
    "AABjAAAAEgALAAIAAAASAAsAAwAAABIAAQBUAAAAEgABAFwAAAATAA8AYQAAABYABQBeAAAAFwAQAFAAAAAXAAQAXwAAABcAAwBkAAAAGAANAAMAAAAZAA0A",
    "AwAAAB0ADgBgAAAAHwAIAFgAAAAkAA0AAwAAACQACwBRAAAAJgACAF0AAAAnAAsAAwAAACkABgBTAAAAKQAHAFcAAAArABEAUgAAACsACQBWAAAALAAKAFUA",
    "AAADAAAAEQAAACcAAAAAAAAA/////4gUAADhEgAAAAAAAAQAAAARAAAAJwAAAAAAAAD/////mBQAAOsSAAAAAAAABQAAABEAAAAnAAAAAAAAAP////+oFAAA",
    "+RIAAAAAAAAGAAAAEQAAACcAAAAAAAAA/////7gUAAAHEwAAAAAAAAcAAAARAAAAJwAAAAAAAAD/////yBQAABUTAAAAAAAACAAAABEAAAAnAAAAAAAAAP//",
    "///gFAAAIxMAAAAAAAAJAAAAEQAAACcAAAAAAAAA//////gUAAAxEwAAAAAAAAoAAAARAAAAJwAAAAAAAAD/////EBUAAD8TAAAAAAAACwAAABEAAAAnAAAA",
    "AAAAAP////8gFQAATRMAAAAAAAAMAAAAEQAAACcAAAAAAAAA/////zAVAABbEwAAAAAAAA0AAAARAAAAJwAAAAAAAAD/////QBUAAGkTAAAAAAAADgAAABEA",
    "AAAnAAAAAAAAAP////9QFQAAdxMAAAAAAAAPAAAAEQAAACcAAAAAAAAA/////2AVAACFEwAAAAAAABAAAAARAAAAJwAAAAAAAAD/////cBUAAJMTAADHEwAA",
    "EQAAABEAAAAnAAAAAAAAAP////+AFQAAnxMAAAAAAAASAAAAEQAAACcAAAAAAAAA/////5AVAACtEwAAAAAAAAEAAQABAAAAAAAAAAQAAABwECwAAAAOAAEA",
    "AQABAAAAAAAAAAQAAABwECwAAAAOAAEAAQABAAAAAAAAAAQAAABwECwAAAAOAAMAAQADAAAAAAAAAAgAAAAfAhMAEgAS8W4wIAACAQ4AAQABAAEAAAAAAAAA",
    "BAAAAHAQLAAAAA4ABAABAAQAAAAAAAAADwAAAB8DFwAiABgAGgFZAHAgJQAQABIBEgJuQCIAAyEOAAAAAQABAAEAAAAAAAAABAAAAHAQLAAAAA4AAwABAAIA",
    "AAAAAAAADQAAACICJAASAAcBHwEqAHAgKQACAG4QKgACAA4AAAABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgACAAEAAgAAAAAAAAAOAAAAGgFBAHEQMAABAAwB",
    "EwAIACMALwBuIC8AAQAOAAEAAQABAAAAAAAAAAQAAABwECwAAAAOAAIAAQACAAAAAAAAAAoAAABxAC4AAAAMARoAAABuIC0AAQAOAAEAAQABAAAAAAAAAAQA",
    "AABwECwAAAAOAAcAAQAGAAAAAAAAABIAAAAHYB8AHQASAQcWHwYqABIFB1YfBhwAFgIAABIEdAYnAAAADgABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgABAAEA",
    "AAAAAAAAAAAEAAAAcQAxAAAADgABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgAHAAEABgAAAAAAAAAPAAAAB2AfABYAEgEHFh8GHgASBBIFEgISA3QGIQAAAA4A",
    "AAABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgAEAAEAAwAAAAAAAAARAAAAHwMXABIABwEfARQAIgEZABoCWQBwICYAIQBuMCMAAwEOAAAAAQABAAEAAAAAAAAA",
    "BAAAAHAQLAAAAA4AAgABAAIAAAAAAAAACAAAAB8BFgAaAE8AcSAoAAEADgABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgADAAEAAgAAAAAAAAANAAAAHwIXACIA",
    "GAAaAVkAcCAlABAAbiAkAAIADgAAAAEAAQABAAAAAAAAAAQAAABwECwAAAAOAAMAAAACAAAAAAAAABEAAAASEHEQHgAAAAoAIgESAHAQHQABABIibiAfACEA",
    "CgGwEA8AAAABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgACAAEAAAAAAAAAAAAEAAAAYAABALABDwEDAAIAAAAAAAAAAAAEAAAAYAABALACDwIBAAAAAQAAAAAA",
    "AAAJAAAAGgABAHEQKwAAAAoAZwABAA4AAAABAAEAAQAAAAAAAAAEAAAAcBAsAAAADgABAAAAAQAAAAEAAAAqAAAAAQAAABgAAAACAAAAFAAZAAUAAAAeADAA",
    "KgAwACoAAAACAAAAFgAqAAEAAAAnAAAABAAAACoAAgAAABwAAgAAADAAAQADAAAAGAAaAAEAAAABAAAALwAAAAExAAg8Y2xpbml0PgAGPGluaXQ+AANBc2sA",
    "BEJpbmQAC0NvbnN0cnVjdG9yAAZEaWdlc3QABEV4ZWMAAUYAAUkAAklJAAJJTAABSgABTAACTEwAA0xMTAAGTExMTExMABJMYWdlbnQvQmVsbCRUcmlhbDsA",
    "DExhZ2VudC9CZWxsOwARTGFnZW50L0NhbGxzJEFzazsAEkxhZ2VudC9DYWxscyRCaW5kOwAZTGFnZW50L0NhbGxzJENvbnN0cnVjdG9yOwAUTGFnZW50L0Nh",
    "bGxzJERpZ2VzdDsAEkxhZ2VudC9DYWxscyRFeGVjOwAUTGFnZW50L0NhbGxzJExpc3RlbjsAFExhZ2VudC9DYWxscyRNZXRob2Q7ABNMYWdlbnQvQ2FsbHMk",
    "UXVlcnk7ABVMYWdlbnQvQ2FsbHMkUmVjZWl2ZTsAFExhZ2VudC9DYWxscyRTZWN1cmU7ABNMYWdlbnQvQ2FsbHMkU3RhcnQ7AA1MYWdlbnQvQ2FsbHM7ABFM",
    "YWdlbnQvUHJvYmUkVXNlOwANTGFnZW50L1Byb2JlOwAWTGFuZHJvaWQvYXBwL0FjdGl2aXR5OwAjTGFuZHJvaWQvY29udGVudC9Ccm9hZGNhc3RSZWNlaXZl",
    "cjsAH0xhbmRyb2lkL2NvbnRlbnQvQ29tcG9uZW50TmFtZTsAIUxhbmRyb2lkL2NvbnRlbnQvQ29udGVudFJlc29sdmVyOwAZTGFuZHJvaWQvY29udGVudC9D",
    "b250ZXh0OwAYTGFuZHJvaWQvY29udGVudC9JbnRlbnQ7AB5MYW5kcm9pZC9jb250ZW50L0ludGVudEZpbHRlcjsAI0xhbmRyb2lkL2NvbnRlbnQvU2Vydmlj",
    "ZUNvbm5lY3Rpb247ABlMYW5kcm9pZC9kYXRhYmFzZS9DdXJzb3I7ACNMYW5kcm9pZC9sb2NhdGlvbi9Mb2NhdGlvbkxpc3RlbmVyOwAiTGFuZHJvaWQvbG9j",
    "YXRpb24vTG9jYXRpb25NYW5hZ2VyOwARTGFuZHJvaWQvbmV0L1VyaTsAIkxhbmRyb2lkL3Byb3ZpZGVyL1NldHRpbmdzJFNlY3VyZTsAIkxkYWx2aWsvYW5u",
    "b3RhdGlvbi9FbmNsb3NpbmdDbGFzczsAHkxkYWx2aWsvYW5ub3RhdGlvbi9Jbm5lckNsYXNzOwAhTGRhbHZpay9hbm5vdGF0aW9uL01lbWJlckNsYXNzZXM7",
    "ABpMZGFsdmlrL2Fubm90YXRpb24vVGhyb3dzOwAGTGlzdGVuABlMamF2YS9pby9GaWxlSW5wdXRTdHJlYW07ABVMamF2YS9sYW5nL0V4Y2VwdGlvbjsAE0xq",
    "YXZhL2xhbmcvSW50ZWdlcjsAEkxqYXZhL2xhbmcvT2JqZWN0OwATTGphdmEvbGFuZy9Qcm9jZXNzOwATTGphdmEvbGFuZy9SdW50aW1lOwASTGphdmEvbGFu",
    "Zy9TdHJpbmc7AB1MamF2YS9zZWN1cml0eS9NZXNzYWdlRGlnZXN0OwAUTGphdmEvdXRpbC9UaW1lWm9uZTsABE1BUksABk1ldGhvZAAFUXVlcnkAB1JlY2Vp",
    "dmUAB1NIQS0yNTYABlNlY3VyZQAFU3RhcnQABVRyaWFsAANVc2UAAVYAAlZMAANWTEkABVZMSkZMAAFaAARaTExJAAJbQgATW0xqYXZhL2xhbmcvU3RyaW5n",
    "OwALYWNjZXNzRmxhZ3MACmFuZHJvaWRfaWQAC2JpbmRTZXJ2aWNlAAVjbG9zZQAGZGlnZXN0AARleGVjAAVmaXhlZAAKZ2V0RGVmYXVsdAALZ2V0SW5zdGFu",
    "Y2UACmdldFJ1bnRpbWUACWdldFN0cmluZwAOaGFybmVzcy5jYW5hcnkABG1hZGUABG5hbWUAA293bgAIcGFyc2VJbnQABXF1ZXJ5ABByZWdpc3RlclJlY2Vp",
    "dmVyABZyZXF1ZXN0TG9jYXRpb25VcGRhdGVzABJyZXF1ZXN0UGVybWlzc2lvbnMABHJpbmcAA3J1bgAMc3RhcnRTZXJ2aWNlAAV2YWx1ZQCZAX5+RDh7ImJh",
    "Y2tlbmQiOiJkZXgiLCJjb21waWxhdGlvbi1tb2RlIjoicmVsZWFzZSIsImhhcy1jaGVja3N1bXMiOmZhbHNlLCJtaW4tYXBpIjoyNiwic2hhLTEiOiJlMjQz",
    "OGRkZDM3MTJjYWQ4MWM5YjUxZmMyNjdkZTc1YWZlZTZmM2IzIiwidmVyc2lvbiI6Im1haW4ifQACIAFlGAQCIQJOBBlbF0QCIgFlHAEYAwIgAWUYEAIhAk4E",
    "GVsXBAIhAk4EGVsXBQIjAWUcARglAiECTgQZWxcGAiECTgQZWxcHAiECTgQZWxcIAiECTgQZWxczAiECTgQZWxc+AiECTgQZWxc/AiECTgQZWxdAAiECTgQZ",
    "WxdCAiECTgQZWxdDAiIBZRwLGAUYDRgGGA8YCRgIGAoYDBgOGAcYCwIgAWUYEgIhAk4EGVsXRQIiAWUcARgRAAABAACBgATIDgAAAgABgoAE4A4BiQIAAAAC",
    "AAOBgAT4DgEJkA8AAAIABYGABLAPAQnIDwAAAgAHgYAE+A8BCZAQAAACAAmBgAS8EAEJ1BAAAAIAC4GABIARAQmYEQAAAgANgYAEvBEBCdQRAAACAA+BgASI",
    "EgEJoBIAAAIAEYGABLgSAQnQEgAAAgATgYAEgBMBCZgTAAACABWBgATMEwEJ5BMAAAIAF4GABIQUAQmcFAEAAQAAGBmCgATIFAAAAgAagYAElBUBCeAUAQAD",
    "AQEIHIiABNwVAYGABIAWAQisFR8AxBUBF1kAAAIAAAAmEgAALBIAAAEAAAA1EgAAAgAAAD0SAABDEgAAAgAAAD0SAABMEgAAAQAAAFUSAAACAAAAPRIAAF0S",
    "AAACAAAAPRIAAGYSAAACAAAAPRIAAG8SAAACAAAAPRIAAHgSAAACAAAAPRIAAIESAAACAAAAPRIAAIoSAAACAAAAPRIAAJMSAAACAAAAPRIAAJwSAAACAAAA",
    "PRIAAKUSAAABAAAArhIAAAIAAADKEgAA0BIAAAEAAADZEgAAzBMAAAAAAAAAAAAAAAAAANgTAAAAAAAAAAAAAAAAAADgEwAAAAAAAAAAAAAAAAAA7BMAAAAA",
    "AAAAAAAAAAAAAAAUAAAAAAAAAQAAAAAAAAAIAAAA+BMAAAwUAAAAAAAAAQAAAAAAAAAKAAAA+BMAABgUAAAAAAAAAQAAAAAAAAAMAAAA+BMAACQUAAAAAAAA",
    "AAAAAAAAAAAwFAAAAAAAAAAAAAAAAAAAPBQAAAAAAAAAAAAAAAAAAEgUAAAAAAAAAAAAAAAAAABUFAAAAAAAAAAAAAAAAAAAYBQAAAAAAAAAAAAAAAAAAGwU",
    "AAAAAAAAAAAAAAAAAAB0FAAAAAAAAAAAAAAAAAAAgBQAAAAAAAAAAAAAAAAAABAAAAAAAAAAAQAAAAAAAAABAAAAZwAAAHAAAAACAAAAMQAAAAwCAAADAAAA",
    "EgAAANACAAAEAAAAAgAAAKgDAAAFAAAAMgAAALgDAAAGAAAAEAAAAEgFAAABIAAAHwAAAEgHAAABEAAACwAAABgLAAACIAAAZwAAAH4LAAAEIAAAFAAAACYS",
    "AAAAIAAAEAAAAOESAAAFIAAAAQAAAMcTAAADEAAAEQAAAMwTAAAGIAAAEAAAAIgUAAAAEAAAAQAAAKAVAAA="
  ].join("");

  // src/java/helper.ts
  var IN_MEMORY = "dalvik.system.InMemoryDexClassLoader";
  var loader = null;
  var found = /* @__PURE__ */ new Map();
  function decoded(text4) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const bytes2 = new Uint8Array(Math.floor(text4.replace(/=+$/, "").length * 3 / 4));
    let [bits2, n, at] = [0, 0, 0];
    for (const letter2 of text4) {
      const value2 = letters.indexOf(letter2);
      if (value2 < 0) {
        break;
      }
      bits2 = (bits2 << 6 | value2) & 16777215;
      n += 6;
      if (n >= 8) {
        n -= 8;
        bytes2[at++] = bits2 >> n & 255;
      }
    }
    return bytes2.buffer;
  }
  function prepare15(env) {
    const type = classRef(env, IN_MEMORY);
    if (type === null) {
      throw new Error(`${IN_MEMORY} is not there: this is Android 7 or older`);
    }
    const dex = decoded(HELPER);
    const memory = Memory.alloc(dex.byteLength);
    memory.writeByteArray(dex);
    pushFrame(env, 8);
    try {
      const loaders = classRef(env, "java.lang.ClassLoader");
      const parent2 = callStatic(
        env,
        loaders,
        staticMethod(env, loaders, "getSystemClassLoader", "()Ljava/lang/ClassLoader;"),
        "L",
        []
      );
      const made2 = allocate(env, type);
      const init = instanceMethod(env, type, "<init>", "(Ljava/nio/ByteBuffer;Ljava/lang/ClassLoader;)V");
      callMethod(env, made2, init, "V", ["pointer", "pointer"], directBuffer(env, memory, dex.byteLength), parent2);
      if (cleared(env)) {
        throw new Error("the runtime does not load the agent's own classes");
      }
      loader = newGlobal(env, made2);
    } finally {
      popFrame(env, NULL);
    }
  }
  function helperClass(env, name2) {
    const known2 = found.get(name2);
    if (known2 !== void 0) {
      return known2;
    }
    if (loader === null) {
      throw new Error("the agent's own Java classes are not loaded");
    }
    pushFrame(env, 4);
    try {
      const loadClass = instanceMethod(
        env,
        classRef(env, "java.lang.ClassLoader"),
        "loadClass",
        "(Ljava/lang/String;)Ljava/lang/Class;"
      );
      const cls = callMethod(env, loader, loadClass, "L", ["pointer"], newString(env, name2));
      if (cleared(env) || cls.isNull()) {
        throw new Error(`the agent's class ${name2} cannot be loaded`);
      }
      const kept12 = newGlobal(env, cls);
      found.set(name2, kept12);
      return kept12;
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/native/prepared.c.ts
  var prepared_c_default = `
/* Called by ART with each class that it has just made (prepared.ts). A handle is the address of a reference, which is 32 bits
 * in every process; a thread is the second word of its JNIEnv. */
/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

enum { VERSION = 0x10006 };
struct art { void **vm, *descriptor, *global, *bell, *ring, *debian; };
extern struct art art;
extern void free (void *);
extern void *gum_invocation_context_get_nth_argument (void *, unsigned);

void class_made (void *context) {
  uint32_t *handle = gum_invocation_context_get_nth_argument (context, 2);
  void *text[8] = { 0, 0, 0, 0, 0, 0, 0, 0 }; /* an empty std::string: a proxy's name is put into it */
  void *cls = (void *) (uintptr_t) *handle;
  const char *name;
  int wanted;
  void **env, *found[1], *room;
  if (art.debian) text[0] = &text[2];
  name = ((const char *(*) (void *, void *)) art.descriptor) (cls, text);
  wanted = *name == 'L' && is_wanted (name);
  if (art.debian) room = text[0] == &text[2] ? 0 : text[0];
  else room = *(uint8_t *) text & 1 ? text[2] : 0;
  if (room != 0) free (room);
  if (!wanted) return;
  if (((int (*) (void *, void ***, int)) ((void **) *art.vm)[6]) (art.vm, &env, VERSION) != 0) return;
  found[0] = ((void *(*) (void *, void *, void *)) art.global) (art.vm, env[1], cls);
  ((void (*) (void *, void *, void *, void *)) ((void **) *env)[143]) (env, art.bell, art.ring, found);
  ((void (*) (void *, void *)) ((void **) *env)[22]) (env, found[0]);
}

void ring (void *env, void *bell, void *cls) {
  (void) bell;
  appeared (env, cls);
}

const struct fact facts[] = {
  WHOLE (art), FIELD (art, vm), FIELD (art, descriptor), FIELD (art, global), FIELD (art, bell), FIELD (art, ring), FIELD (art, debian), LAST
};
`;

  // src/java/methods/prepared.ts
  var PREPARE = "_ZN3art16RuntimeCallbacks12ClassPrepareENS_6HandleINS_6mirror5ClassEEES4_";
  var DESCRIPTOR = [
    "_ZN3art6mirror5Class13GetDescriptorEPNSt3__112basic_stringIcNS2_11char_traitsIcEENS2_9allocatorIcEEEE",
    "_ZN3art6mirror5Class13GetDescriptorEPNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
  ];
  var GLOBAL = "_ZN3art9JavaVMExt12AddGlobalRefEPNS_6ThreadENS_6ObjPtrINS_6mirror6ObjectEEE";
  var BELL = "agent.Bell";
  var TRIAL = "agent.Bell$Trial";
  var PATIENCE_MS4 = 2e3;
  var kept9 = [];
  function watchMade(env, seen) {
    const needed = (names5) => {
      const found3 = names5.map(exportOf).find((address) => address !== null);
      if (found3 === void 0 || found3 === null) {
        throw new Error(`the runtime has no ${names5[0]}`);
      }
      return found3;
    };
    const [prepare16, descriptor2, global2] = [[PREPARE], DESCRIPTOR, [GLOBAL]].map(needed);
    const bell = helperClass(env, BELL);
    const { module: module3, state: art, facts: facts3 } = compile(prepared_c_default, "art", ["free"], ofCore("is_wanted", "appeared"));
    const P3 = "pointer";
    const ART = facts3.state("art", { vm: P3, descriptor: P3, global: P3, bell: P3, ring: P3, debian: P3 });
    refuseMisfits();
    const [name2, signature] = ["ring", "(Ljava/lang/Object;)V"];
    const method = Memory.alloc(3 * Process.pointerSize);
    const texts3 = [Memory.allocUtf8String(name2), Memory.allocUtf8String(signature), module3.ring];
    texts3.forEach((text4, i) => method.add(i * Process.pointerSize).writePointer(text4));
    if (registerNatives(env, bell, method, 1) !== 0) {
      cleared(env);
      throw new Error("the agent's own native method is not taken");
    }
    art.add(ART.vm).writePointer(Java.api.vm);
    art.add(ART.descriptor).writePointer(descriptor2);
    art.add(ART.global).writePointer(global2);
    art.add(ART.bell).writePointer(bell);
    art.add(ART.ring).writePointer(staticMethod(env, bell, name2, signature));
    art.add(ART.debian).writePointer(exportOf(DESCRIPTOR[0]) === null ? bell : NULL);
    kept9.push(art, module3, method, texts3);
    let rung = 0;
    const trial = new NativeCallback(
      (e, cls) => {
        rung += isSame(e, cls, cls);
      },
      "void",
      ["pointer", "pointer"]
    );
    kept9.push(trial);
    shared.add(SHARED.late).writePointer(trial);
    Interceptor.attach(prepare16, { onEnter: module3.class_made });
    if (!settled3(PATIENCE_MS4)) {
      throw new Error(`its own hook was not in place within ${PATIENCE_MS4} ms`);
    }
    want(Memory.allocUtf8String(descriptor(TRIAL)));
    helperClass(env, TRIAL);
    if (rung !== 1) {
      throw new Error(`the runtime told ${rung} times of one class`);
    }
    shared.add(SHARED.late).writePointer(seen);
  }
  function loadedAlready(env, loaders, names5, found3) {
    const owner2 = classRef(env, "java.lang.VMClassLoader");
    if (owner2 === null) {
      throw new Error("the runtime does not say which classes are loaded");
    }
    const find5 = staticMethod(
      env,
      owner2,
      "findLoadedClass",
      "(Ljava/lang/ClassLoader;Ljava/lang/String;)Ljava/lang/Class;"
    );
    for (const name2 of names5) {
      pushFrame(env, 4 + loaders.length);
      try {
        const text4 = newString(env, name2);
        for (const loader2 of loaders) {
          const cls = callStatic(env, owner2, find5, "L", ["pointer", "pointer"], loader2, text4);
          if (!cleared(env) && !cls.isNull()) {
            found3(cls);
          }
        }
      } finally {
        popFrame(env, NULL);
      }
    }
  }

  // src/java/methods/late.ts
  var BOOT = /^(java|javax|android|dalvik|com\.android)\./;
  var waiting = /* @__PURE__ */ new Map();
  var known = /* @__PURE__ */ new Map();
  var queue = [];
  var installer = 0;
  var blind = null;
  var told7 = false;
  var appeared = new NativeCallback(
    (env, cls) => {
      if (tidOf(thread()) === installer) {
        return;
      }
      if (installer !== 0) {
        queue.push(newGlobal(env, cls));
        return;
      }
      hook2(env, cls);
    },
    "void",
    ["pointer", "pointer"]
  );
  function* watching(env, points, first) {
    const names5 = wait2(points);
    installer = tidOf(thread());
    names5.forEach(wanted);
    blind = watchAll2(env.handle);
    try {
      yield* first;
      if (blind !== null && Java.api.flavor === "art") {
        atOnce(env.handle, () => watchLoaders(env));
      }
      names5.forEach((name2) => know(env, name2));
    } finally {
      installer = 0;
    }
    catchUp(env);
  }
  function watchAlso(env, points) {
    const outcomes = /* @__PURE__ */ new Map();
    const told9 = (all3) => all3.filter((o) => outcomes.get(o.point)?.resolved !== true).forEach((o) => outcomes.set(o.point, o));
    const others = taken2();
    const fresh = points.filter((point2) => !point2.classes.some((name2) => known.has(name2)));
    const names5 = wait2(points);
    installer = tidOf(thread());
    names5.forEach(wanted);
    try {
      for (const name2 of names5) {
        const mine = points.filter((point2) => point2.classes.includes(name2));
        for (const cls of known.get(name2) ?? []) {
          told9(inClass(env.handle, name2, cls, mine, others));
        }
      }
      const installing = install(fresh, [], env.handle, Infinity, others);
      let step = installing.next();
      while (step.done !== true) {
        step = installing.next();
      }
      told9(step.value);
      names5.filter((name2) => !known.has(name2)).forEach((name2) => know(env, name2));
    } finally {
      installer = 0;
    }
    catchUp(env);
    return [...outcomes.values()];
  }
  function wait2(points) {
    for (const point2 of points) {
      for (const name2 of point2.classes) {
        waiting.set(name2, [...waiting.get(name2) ?? [], point2]);
      }
    }
    return [...new Set(points.flatMap((point2) => point2.classes))];
  }
  function wanted(name2) {
    want(Memory.allocUtf8String(descriptor(name2)));
  }
  function know(env, name2) {
    const cls = classRef(env.handle, name2);
    if (cls !== null) {
      known.set(name2, [cls]);
    }
  }
  function catchUp(env) {
    queue.splice(0).forEach((cls) => hook2(env.handle, cls));
    if (Java.api.flavor === "art") {
      lookBack(env.handle);
    }
  }
  function inClass(env, name2, cls, points, others) {
    return withClass(
      env,
      name2,
      cls,
      loaderOf(env, cls).ref,
      () => installIn(new Java.ClassFactory(), points, name2, env, others)
    );
  }
  function blindness() {
    return blind;
  }
  function watchAll2(env) {
    shared.add(SHARED.late).writePointer(appeared);
    try {
      if (Java.api.flavor === "art") {
        watchMade(env, appeared);
      } else if (!watchClasses()) {
        throw new Error("the runtime does not tell of them");
      } else {
        told7 = true;
      }
      return null;
    } catch (error) {
      cleared(env);
      const reason = `classes that appear later may be missed: ${error.message ?? error}`;
      failed(reason);
      return reason;
    }
  }
  function unwatch() {
    if (told7) {
      told7 = false;
      whileAlive(() => Java.vm.perform(unwatchClasses));
    }
  }
  function lookBack(env) {
    try {
      const loaders = operating(() => Java.enumerateClassLoadersSync()).map((loader2) => loader2.$h);
      loadedAlready(env, loaders, waiting.keys(), (cls) => hook2(env, cls));
    } catch (error) {
      cleared(env);
      failed(`classes that the app had loaded before may be missed: ${error.message ?? error}`);
    }
  }
  function hook2(env, cls) {
    exclusively(
      () => unrecorded(() => {
        try {
          const name2 = className(env, cls);
          const same2 = known.get(name2) ?? [];
          const points = waiting.get(name2);
          if (points === void 0 || same2.some((c) => isSame(env, c, cls) !== 0)) {
            return;
          }
          const kept12 = newGlobal(env, cls);
          known.set(name2, [...same2, kept12]);
          const loader2 = loaderOf(env, cls);
          const mono = now();
          const outcomes = inClass(env, name2, kept12, points);
          tell(outcomes.map((o) => ({ ...o, mono, loader: loader2.name })));
        } catch (error) {
          cleared(env);
          failed(error);
        }
      })
    );
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
        const value2 = original();
        const thrown2 = exceptionOccurred(e);
        if (thrown2.isNull()) {
          unrecorded(() => askLoader(e, self));
        }
        return value2;
      });
    }
  }
  function askLoader(env, self) {
    try {
      const loader2 = Java.retain(Java.cast(self, Java.use("java.lang.ClassLoader")));
      const factory = Java.ClassFactory.get(loader2);
      const mono = now();
      for (const [name2, points] of waiting) {
        if (BOOT.test(name2)) {
          continue;
        }
        let cls;
        try {
          cls = factory.use(name2).$copyClassHandle(Java.vm.getEnv());
        } catch {
          continue;
        }
        const same2 = known.get(name2) ?? (classRef(env, name2) === null ? [] : [classRef(env, name2)]);
        if (same2.some((c) => isSame(env, c, cls) !== 0)) {
          continue;
        }
        known.set(name2, [...same2, newGlobal(env, cls)]);
        const outcomes = installIn(factory, points, name2, env);
        tell(outcomes.map((o) => ({ ...o, mono, loader: loaderOf(env, cls).name })));
      }
    } catch (error) {
      cleared(env);
      failed(error);
    }
  }

  // src/kinds/native/evp.ts
  var LIMIT3 = 1024 * 1024;
  var TEXT2 = "char*";
  var KEPT = 65536;
  var OBJECTS = 1024;
  var EXCLUSIVE7 = { exceptions: "propagate", scheduling: "exclusive" };
  var states2 = /* @__PURE__ */ new Map();
  var asked3 = /* @__PURE__ */ new Map();
  function stateOf(object2) {
    let state2 = states2.get(object2);
    if (state2 === void 0) {
      if (states2.size >= OBJECTS) {
        states2.delete(states2.keys().next().value);
      }
      states2.set(object2, state2 = { algorithm: "", mode: "", key: null, iv: null, given: [], size: 0 });
    }
    return state2;
  }
  function ask2(library2, names5, ret, value2) {
    const key = `${library2}|${names5[0]}`;
    let fn = asked3.get(key);
    if (fn === void 0) {
      const module3 = Process.findModuleByName(library2);
      const at = names5.map((name2) => module3?.findExportByName(name2) ?? null).find((a) => a !== null) ?? null;
      fn = at === null ? null : new NativeFunction(at, ret, [typeof value2 === "number" ? "int" : "pointer"], EXCLUSIVE7);
      asked3.set(key, fn);
    }
    return fn === null ? null : fn(value2);
  }
  function nameOf2(library2, object2, type) {
    if (object2 === null || object2.isNull()) {
      return "";
    }
    const names5 = type === "MD" ? ["EVP_MD_get_type", "EVP_MD_type"] : ["EVP_CIPHER_get_nid", "EVP_CIPHER_nid"];
    const nid = ask2(library2, names5, "int", object2);
    const short = nid === null || nid <= 0 ? null : ask2(library2, ["OBJ_nid2sn"], "pointer", nid);
    const name2 = short !== null && !short.isNull() ? short : ask2(library2, [`EVP_${type}_get0_name`, `EVP_${type}_name`], "pointer", object2);
    return name2 === null || name2.isNull() ? "" : name2.readCString() ?? "";
  }
  function cipherOf(library2, ctx) {
    return ask2(library2, ["EVP_CIPHER_CTX_get0_cipher", "EVP_CIPHER_CTX_cipher"], "pointer", ctx);
  }
  function digestOf(library2, ctx) {
    return ask2(library2, ["EVP_MD_CTX_get0_md", "EVP_MD_CTX_md"], "pointer", ctx);
  }
  function named(call, name2) {
    const at = call.fn.sig.args.findIndex((a) => a.name === name2);
    return at < 0 ? null : call.raw[at];
  }
  function bytesOf(from, n) {
    return from === null || from.isNull() || n <= 0 || n > KEPT ? null : from.readByteArray(n);
  }
  function algorithmOf(call) {
    const { library: library2, sig } = call.fn;
    const alone = /^(MD5|SHA1|SHA224|SHA256|SHA384|SHA512)(_|$)/.exec(sig.symbol);
    if (alone !== null) {
      return alone[1];
    }
    const ctx = named(call, "ctx");
    if (sig.symbol.startsWith("HMAC")) {
      const type2 = named(call, "type") ?? (ctx === null ? null : ask2(library2, ["HMAC_CTX_get_md"], "pointer", ctx));
      const name2 = nameOf2(library2, type2, "MD");
      return name2 === "" ? "" : `Hmac${name2}`;
    }
    const type = named(call, "type");
    if (sig.symbol.startsWith("EVP_Digest") || sig.symbol.startsWith("EVP_MD")) {
      return nameOf2(library2, ctx === null ? type : digestOf(library2, ctx) ?? type, "MD");
    }
    return nameOf2(library2, ctx === null ? type : cipherOf(library2, ctx), "CIPHER");
  }
  function initialised2(call, state2) {
    const { library: library2, sig } = call.fn;
    state2.given = [];
    state2.size = 0;
    const encrypts = named(call, "encrypts");
    if (sig.symbol.includes("Encrypt") || sig.symbol.includes("Decrypt")) {
      state2.mode = sig.symbol.includes("Encrypt") ? "encrypt" : "decrypt";
    } else if (encrypts !== null && encrypts.toInt32() >= 0) {
      state2.mode = encrypts.toInt32() !== 0 ? "encrypt" : "decrypt";
    }
    const ctx = named(call, "ctx");
    const cipher = ctx === null || state2.mode === "" ? null : cipherOf(library2, ctx);
    const length = (names5) => cipher === null || cipher.isNull() ? 0 : Number(ask2(library2, names5, "int", cipher) ?? 0);
    const keySize = named(call, "key_size");
    const keyLength = keySize !== null ? asNumber(keySize) : length(["EVP_CIPHER_get_key_length", "EVP_CIPHER_key_length"]);
    state2.key = bytesOf(named(call, "key"), keyLength) ?? state2.key;
    state2.iv = bytesOf(named(call, "iv"), length(["EVP_CIPHER_get_iv_length", "EVP_CIPHER_iv_length"])) ?? state2.iv;
  }
  function keep(state2, data) {
    state2.size += data.byteLength;
    if (state2.size <= KEPT) {
      state2.given.push(data);
    } else {
      state2.given = [];
    }
  }
  function joined(state2) {
    const whole = new Uint8Array(Math.min(state2.size, KEPT));
    let at = 0;
    for (const part of state2.given) {
      whole.set(new Uint8Array(part), at);
      at += part.byteLength;
    }
    return state2.size <= KEPT ? { t: "byte[]", b: whole.buffer } : { t: "byte[]", b: new ArrayBuffer(0), n: state2.size, c: 1 };
  }
  function copied(call) {
    const from = Number(BigInt(named(call, "from").toString()) & 0xffffffffffffn);
    const source = states2.get(from);
    const state2 = stateOf(call.object);
    if (source !== void 0) {
      Object.assign(state2, { ...source, given: [...source.given] });
    }
    call.args = source === void 0 ? [] : [joined(source)];
    call.args.push(stateValue(state2, TEXT2));
    return null;
  }
  function outputSize(call) {
    const { library: library2, sig } = call.fn;
    const ctx = named(call, "ctx");
    const type = named(call, "type") ?? (ctx === null ? null : sig.symbol.startsWith("HMAC") ? ask2(library2, ["HMAC_CTX_get_md"], "pointer", ctx) : digestOf(library2, ctx));
    return type === null || type.isNull() ? 0 : Number(ask2(library2, ["EVP_MD_get_size", "EVP_MD_size"], "int", type) ?? 0);
  }
  var under = /* @__PURE__ */ new WeakMap();
  var evp = {
    limit: LIMIT3,
    before(call) {
      const needs = call.fn.sig.args.some((a) => a.out && a.size === "digest");
      under.set(call, { algorithm: algorithmOf(call), size: needs ? outputSize(call) : 0 });
    },
    after(call, ret) {
      const { sig } = call.fn;
      const known2 = under.get(call);
      if (/_copy(_ex)?$/.test(sig.symbol)) {
        return copied(call);
      }
      const isInit = /Init/.test(sig.symbol);
      const state2 = call.object === 0 ? { algorithm: "", mode: "", key: null, iv: null, given: [], size: 0 } : stateOf(call.object);
      if (isInit || call.object === 0) {
        initialised2(call, state2);
      }
      state2.algorithm = (isInit ? algorithmOf(call) : "") || known2.algorithm || state2.algorithm;
      let result3 = null;
      sig.args.forEach((arg, i) => {
        const value2 = call.args[i];
        if (arg.type !== "bytes") {
          return;
        }
        if (arg.out) {
          result3 = arg.size === "digest" ? bytesAt(call.raw[i], known2.size, LIMIT3) : value2;
          call.args[i] = { t: "output" };
        } else if (arg.name === "data" && value2.b instanceof ArrayBuffer) {
          keep(state2, value2.b);
        }
      });
      if (/Final/.test(sig.symbol)) {
        state2.given = [];
        state2.size = 0;
      }
      call.args = call.args.filter((_v, i) => sig.args[i].name !== "key" && sig.args[i].name !== "iv");
      call.args.push(stateValue(state2, TEXT2));
      return result3 ?? readResult(sig.ret, ret);
    }
  };

  // src/kinds/native/files.ts
  var HEAD = 4096;
  var MADE_UP = /^\/(proc|sys)\//;
  function opener(symbol, ret, args) {
    return {
      symbol,
      ret,
      args: args.split(" ").map((text4) => {
        const [name2, type] = text4.split(":");
        return { name: name2, type, out: false, size: "" };
      })
    };
  }
  var LIBRARY = "libc.so";
  var OPENERS = [
    ...["open", "open64", "__open_2", "__open64_2"].map((s) => opener(s, "fd", "path:string flags:int")),
    opener("creat", "fd", "path:string mode:uint"),
    ...["openat", "openat64", "__openat_2", "__openat64_2"].map(
      (s) => opener(s, "fd", "directory:int path:string flags:int")
    ),
    ...["fopen", "fopen64"].map((s) => opener(s, "file", "path:string mode:string")),
    opener("opendir", "pointer", "path:string")
  ];
  var EXCLUSIVE8 = { exceptions: "propagate", scheduling: "exclusive" };
  var pread = new NativeFunction(
    Module.getGlobalExportByName("pread"),
    "ssize_t",
    ["int", "pointer", "size_t", "long"],
    EXCLUSIVE8
  );
  var fileno = new NativeFunction(Module.getGlobalExportByName("fileno"), "int", ["pointer"], EXCLUSIVE8);
  var readlink = new NativeFunction(
    Module.getGlobalExportByName("readlink"),
    "ssize_t",
    ["pointer", "pointer", "size_t"],
    EXCLUSIVE8
  );
  var buffer3 = Memory.alloc(HEAD);
  function place4(fd) {
    const n = Number(readlink(Memory.allocUtf8String(`/proc/self/fd/${fd}`), buffer3, HEAD - 1));
    return n > 0 ? buffer3.readUtf8String(n) ?? "" : "";
  }
  function head(fd) {
    if (!MADE_UP.test(place4(fd))) {
      return null;
    }
    const n = Number(pread(fd, buffer3, HEAD, 0));
    return n > 0 ? bytesAt(buffer3, n, HEAD) : null;
  }
  var file = {
    after(call, ret) {
      const { sig } = call.fn;
      const value2 = readResult(sig.ret, ret);
      if (value2 === null || sig.ret === "pointer") {
        return value2;
      }
      const content = head(sig.ret === "fd" ? ret.toInt32() : Number(fileno(ret)));
      return content === null ? value2 : { ...value2, b: content.b };
    }
  };

  // src/kinds/native/properties.ts
  var LONGEST3 = 128;
  var EXCLUSIVE9 = { exceptions: "propagate", scheduling: "exclusive" };
  var name = Memory.alloc(LONGEST3);
  var value = Memory.alloc(LONGEST3);
  var read3;
  function readProperty(info) {
    if (read3 === void 0) {
      const at = Module.findGlobalExportByName("__system_property_read");
      read3 = at === null ? null : new NativeFunction(at, "int", ["pointer", "pointer", "pointer"], EXCLUSIVE9);
    }
    if (read3 === null || info.isNull()) {
      return { name: NULL, value: NULL };
    }
    read3(info, name, value);
    return { name, value };
  }
  function matches(pattern, text4) {
    const source = pattern.replace(/[.+^${}()|\\]/g, "\\$&").replace(/\*\*/g, "\0").replace(/\*/g, "[^/]*").replace(/\u0000/g, ".*");
    return new RegExp(`^${source}$`, "s").test(text4);
  }
  var property = {
    choose(points, raw) {
      const text4 = readProperty(raw[0]).name;
      const key = text4.isNull() ? "" : text4.readCString() ?? "";
      return points.find((p) => p.match.some((m) => matches(m, key))) ?? points.find((p) => p.match.length === 0) ?? null;
    },
    after: (call) => textAt(readProperty(call.raw[0]).value)
  };

  // src/native/natives.ts
  var KINDS2 = { native: {}, property, exec: nativeExec, crypto: evp };
  var POLL_MS2 = 100;
  var PATIENCE_MS5 = 1e3;
  function isNative(point2) {
    return point2.kind === "file" || point2.symbols.length > 0 || anyCommand(point2);
  }
  function anyCommand(point2) {
    return point2.kind === "exec" && point2.symbols.length === 0 && point2.classes.every((name2) => name2 === "");
  }
  function kindOf(point2, symbol) {
    return point2.kind === "property" && !symbol.endsWith("_callback") ? KINDS2.native : KINDS2[point2.kind];
  }
  function waitForHooks(patienceMs) {
    if (!inPlace(patienceMs)) {
      failed(`hooks of native functions were not in place within ${patienceMs} ms`);
    }
  }
  function outcome(search, point2) {
    const overloads = search.found.get(point2.index);
    const resolved = overloads !== void 0;
    const { why: why2, reason } = search.reasonFor(point2);
    return { point: point2.id, resolved, overloads: overloads ?? 0, reason, why: resolved ? "" : why2 };
  }
  function installNatives(points, later) {
    if (points.length === 0) {
      return [];
    }
    prepare14();
    addReader("ssl", sslOf);
    addReader("property", (raw) => ({ ...textAt(readProperty(raw).name), t: "prop_info" }));
    const search = new Search();
    const execs = points.filter((p) => p.kind === "exec" && p.symbols.length > 0);
    for (const point2 of points) {
      if (point2.kind === "file") {
        OPENERS.forEach((sig) => search.want(LIBRARY, sig, file, { ...point2, modules: [LIBRARY] }));
        continue;
      }
      for (const owner2 of anyCommand(point2) ? execs : [point2]) {
        for (const library2 of owner2.modules) {
          owner2.symbols.forEach(
            (sig) => search.want(library2, sig, kindOf(point2, sig.symbol), { ...point2, modules: owner2.modules })
          );
        }
      }
    }
    const seen = /* @__PURE__ */ new Set();
    const look2 = (library2) => {
      const key = `${library2.base}|${library2.name}`;
      if (seen.has(key)) {
        return [];
      }
      seen.add(key);
      return search.look(library2);
    };
    Process.enumerateModules().forEach(look2);
    Process.attachModuleObserver({
      onAdded(library2) {
        try {
          look2(library2).forEach((point2) => later(outcome(search, point2)));
          waitForHooks(PATIENCE_MS5);
        } catch (error) {
          failed(error);
        }
      }
    });
    setInterval(takeNotes, POLL_MS2);
    return points.map((point2) => outcome(search, point2));
  }

  // src/native/datagrams.ts
  var PUMP_MS = 15;
  var MOST_AT_ONCE = 64;
  var MOST_OUTWARD = 512;
  var LARGEST2 = 65536;
  var DONT_WAIT = 64;
  var EXCLUSIVE10 = { exceptions: "propagate", scheduling: "exclusive" };
  function ends2(at, size2) {
    const value2 = addressOf(at, size2);
    return { address: value2.f?.address?.x ?? "", port: Number(value2.f?.port?.x ?? 0) };
  }
  function sockaddr({ END }, end3) {
    const at = Memory.alloc(28);
    const address = end3.add(END.address);
    const bytes2 = new Uint8Array(address.readByteArray(16));
    const v4 = bytes2.subarray(0, 10).every((x) => x === 0) && bytes2[10] === 255 && bytes2[11] === 255;
    at.writeU16(v4 ? 2 : 10);
    Memory.copy(at.add(2), end3.add(END.port), 2);
    if (v4) {
      Memory.copy(at.add(4), address.add(12), 4);
    } else {
      Memory.copy(at.add(8), address, 16);
      Memory.copy(at.add(24), end3.add(END.scope), 4);
    }
    return { at, size: v4 ? 16 : 28, family: v4 ? 2 : 10 };
  }
  function pump(parts3, call, sinkhole) {
    const { module: module3, route: route2, ROUTE, RELAY } = parts3;
    const called = new NativeFunction(module3.called, "int", ["pointer", "pointer"], EXCLUSIVE10);
    const recvfrom = new NativeFunction(
      call("recvfrom"),
      "ssize_t",
      ["int", "pointer", "size_t", "int", "pointer", "pointer"],
      EXCLUSIVE10
    );
    const sendto = new NativeFunction(
      call("sendto"),
      "ssize_t",
      ["int", "pointer", "size_t", "int", "pointer", "uint"],
      EXCLUSIVE10
    );
    const connect = new NativeFunction(call("connect"), "int", ["int", "pointer", "uint"], EXCLUSIVE10);
    const socket = new NativeFunction(Module.getGlobalExportByName("socket"), "int", ["int", "int", "int"], EXCLUSIVE10);
    const close = new NativeFunction(Module.getGlobalExportByName("close"), "int", ["int"], EXCLUSIVE10);
    const buffer4 = Memory.alloc(LARGEST2 + 256);
    const from = Memory.alloc(32);
    const size2 = Memory.alloc(4);
    const outward = /* @__PURE__ */ new Map();
    const relays = route2.add(ROUTE.relays).readPointer();
    const NONBLOCKING_DATAGRAMS = 2 | 2048 | 524288;
    let known2 = 0;
    let lost3 = 0;
    const goal = (relay) => {
      const to = relays.add(RELAY.size * relay + RELAY.to);
      const { at, size: length } = sockaddr(parts3, to);
      return called(to, buffer4.add(LARGEST2)) > 0 ? { ...ends2(at, length), name: buffer4.add(LARGEST2).readUtf8String() ?? "" } : ends2(at, length);
    };
    const tell2 = (relay, port2, n, sent) => {
      send({ t: "datagram", ...goal(relay), local: port2, sent, mono: now() }, buffer4.readByteArray(n));
    };
    const onward = (relay, port2, n) => {
      const key = `${relay} ${port2}`;
      let out3 = outward.get(key);
      if (out3 === void 0) {
        const to = sockaddr(parts3, relays.add(RELAY.size * relay + RELAY.to));
        const fd = socket(to.family, NONBLOCKING_DATAGRAMS, 0);
        if (fd < 0 || connect(fd, to.at, to.size) !== 0) {
          if (fd >= 0) {
            close(fd);
          }
          send({ t: "unrouted", ...goal(relay), local: port2, reason: "a datagram could not be sent on" });
          return;
        }
        if (outward.size >= MOST_OUTWARD) {
          const [oldest, idle] = [...outward.entries()].sort((a, b) => a[1].used - b[1].used)[0];
          close(idle.fd);
          outward.delete(oldest);
        }
        const app = Memory.alloc(16);
        Memory.copy(app, from, 16);
        out3 = { fd, relay, app, port: port2, used: 0 };
        outward.set(key, out3);
      }
      out3.used = Date.now();
      sendto(out3.fd, buffer4, n, DONT_WAIT, NULL, 0);
    };
    const take2 = (fd, each) => {
      for (let i = 0; i < MOST_AT_ONCE; i++) {
        size2.writeU32(28);
        const n = Number(recvfrom(fd, buffer4, LARGEST2, DONT_WAIT, from, size2));
        if (n < 0) {
          return;
        }
        each(n, from.add(2).readU8() << 8 | from.add(3).readU8());
      }
    };
    const look2 = () => {
      try {
        const used2 = route2.add(ROUTE.used).readS32();
        for (; known2 < used2; known2++) {
          if (relays.add(RELAY.size * known2 + RELAY.refused).readS32() !== 0) {
            send({ t: "refused", ...goal(known2), mono: now() });
          }
        }
        for (let relay = 0; relay < used2; relay++) {
          const at = relays.add(RELAY.size * relay);
          if (at.add(RELAY.refused).readS32() === 0) {
            take2(at.add(RELAY.fd).readS32(), (n, port2) => {
              tell2(relay, port2, n, true);
              if (!sinkhole) {
                onward(relay, port2, n);
              }
            });
          }
        }
        for (const out3 of outward.values()) {
          take2(out3.fd, (n) => {
            tell2(out3.relay, out3.port, n, false);
            out3.used = Date.now();
            sendto(relays.add(RELAY.size * out3.relay + RELAY.fd).readS32(), buffer4, n, DONT_WAIT, out3.app, 16);
          });
        }
        const gone = route2.add(ROUTE.lost).readS32();
        if (gone !== lost3) {
          const { at, size: length } = sockaddr(parts3, route2.add(ROUTE.lostTo));
          send({
            t: "unrouted",
            ...ends2(at, length),
            local: 0,
            count: gone - lost3,
            reason: "a connection did not reach the proxy"
          });
          lost3 = gone;
        }
      } catch (error) {
        failed(error);
      }
    };
    setInterval(look2, PUMP_MS);
    drainedWith(look2);
    return look2;
  }

  // src/native/route.c.ts
  var route_c_default = `
/*
 * The compiled part of the agent's route (route.ts): what the app's own socket calls do instead.
 *
 * A TCP connection to the outside goes to the proxy's port on the device's loopback, and begins with a header of the PROXY
 * protocol, version 2, that says where it was meant to go (haproxy.org, proxy-protocol.txt): written at once, never
 * answered, so that nothing of it can be seen by the app, whose socket may be non-blocking. A datagram goes to a relay, a
 * socket of the agent's own for each destination. Who asks for the ends of such a socket hears of those it was made for.
 * No JavaScript runs here: forked processes are routed too.
 */
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif
/* The structs, numbers and functions of the route (route.c). */
#include <stdint.h>
typedef unsigned long word;

enum {
  MOST_LOCAL = 8,
  RELAYS = 256,
  PORTS = 65536,
  PATIENCE_MS = 3000, /* how long a connection to the proxy may take: a SYN that found no room is sent again after a second */
  NAMES = 8192, /* so many names have an address of their own in a sinkhole */
  HEARD = 1024, /* so many addresses are remembered with their names */
};
enum { INET = 2, INET6 = 10, STREAM = 1, DGRAM = 2 };
enum { REFUSED = 111, UNREACHABLE = 101, IN_PROGRESS = 115, INTERRUPTED = 4, AGAIN = 11 };
/* What \`set\` of an end says besides 1, that there is one: the app has shut its half down. */
enum { ENDED = 2 };

struct end { uint8_t address[16]; uint16_t port, set; uint32_t scope; };
struct relay { struct end to; int32_t fd; uint16_t at, pad; int32_t refused, pad2; };
struct local { uint8_t address[16]; int32_t bits; };
/* What getaddrinfo gives: bionic has the name in \`a\` and the address in \`b\`, glibc the other way round. */
struct info { int32_t flags, family, type, protocol; uint32_t size; void *a, *b, *next; };
struct span { const void *from; word size; };
struct msg { void *name; uint32_t size; struct span *parts; word count; void *control; word control_size; int32_t flags; };
struct mmsg { struct msg msg; uint32_t size; };
struct hostent { const char *name; };
struct pollfd { int32_t fd; int16_t events, revents; };
typedef int (*connect_f) (int, const void *, uint32_t);
typedef long (*sendto_f) (int, const void *, word, int, const void *, uint32_t);
typedef long (*sendmsg_f) (int, const struct msg *, int);
typedef int (*sendmmsg_f) (int, struct mmsg *, uint32_t, int);
typedef long (*recvfrom_f) (int, void *, word, int, void *, uint32_t *);
typedef long (*recvmsg_f) (int, struct msg *, int);
typedef int (*recvmmsg_f) (int, struct mmsg *, uint32_t, int, void *);
typedef int (*name_f) (int, void *, uint32_t *);
typedef int (*getaddrinfo_f) (const char *, const char *, const struct info *, struct info **);
typedef int (*fornet_f) (const char *, const char *, const struct info *, unsigned, unsigned, struct info **);
typedef int (*context_f) (const char *, const char *, const struct info *, const void *, struct info **);
typedef struct hostent *(*host_f) (const char *);
typedef struct hostent *(*host2_f) (const char *, int);
typedef int (*host_r_f) (const char *, struct hostent *, char *, word, struct hostent **, int *);
typedef int (*shutdown_f) (int, int);
/* The names that were asked for: those that a sinkhole has invented addresses for, and addresses that were heard. */
struct store { uint64_t lock[16]; char *names[NAMES]; struct { uint8_t address[16]; char *name; } heard[HEARD]; int32_t hearing; };
/* The app's own functions, behind their replacements. */
struct own {
  connect_f connect; sendto_f sendto; sendmsg_f sendmsg; sendmmsg_f sendmmsg; recvfrom_f recvfrom; recvmsg_f recvmsg; recvmmsg_f recvmmsg;
  name_f getpeername, getsockname; getaddrinfo_f getaddrinfo; fornet_f fornet; context_f context; host_f host; host2_f host2; host_r_f host_r;
  shutdown_f shutdown; void *send, *query;
};
struct route {
  int32_t on, sinkhole, quic, pid, port, locals;
  struct local local[MOST_LOCAL];
  uint8_t token[16];
  struct end *tcp;
  struct relay *relays;
  struct store *store;
  int32_t used, lost, bionic, careful;
  struct end lost_to;
  uint8_t ends[16];
  struct own own;
};
extern struct route r;
extern int getpid (void);
extern int socket (int, int, int);
extern int bind (int, const void *, uint32_t);
extern int close (int);
extern int poll (struct pollfd *, word, int);
extern int getsockopt (int, int, int, void *, uint32_t *);
extern int setsockopt (int, int, int, const void *, uint32_t);
extern long process_vm_readv (int, struct span *, word, struct span *, word, word);
extern int *errno_at (void);
extern char *strdup (const char *);
extern void free (void *);
extern int gethostname (char *, word);
extern int pthread_mutex_lock (void *);
extern int pthread_mutex_unlock (void *);
/* Addresses, and the app's memory that they are in. */

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };

static int same (const void *a, const void *b, int n) {
  const uint8_t *p = a, *q = b;
  while (n-- > 0) if (*p++ != *q++) return 0;
  return 1;
}
static void put (void *to, const void *from, word n) { uint8_t *p = to; const uint8_t *q = from; while (n-- > 0) *p++ = *q++; }
static int is_v4 (const struct end *e) { return same (e->address, mapped, 12); }
static uint16_t swapped (uint16_t x) { return (uint16_t) ((x << 8) | (x >> 8)); }

/* Memory of the app's is read as the system would: a bad pointer must not end it. */
static int copied (void *to, const void *from, word size) {
  struct span here, there;
  if ((word) from < 4096) return 0;
  if (!r.careful) { put (to, from, size); return 1; }
  here.from = to; there.from = from;
  here.size = there.size = size;
  return process_vm_readv (getpid (), &here, 1, &there, 1, 0) == (long) size;
}

void begin (void) {
  word probe = 7, found = 0;
  r.careful = 1;
  r.careful = copied (&found, &probe, sizeof (word)) && found == 7; /* a system may forbid it */
}

/* An internet address in one form for both versions; 0 when it is none. */
static int family_of (const void *address, uint32_t size, struct end *to) {
  uint8_t a[28];
  int n = size < 28 ? (int) size : 28, i;
  uint16_t family;
  if (address == 0 || n < 16 || !copied (a, address, n)) return 0;
  put (&family, a, 2);
  for (i = 0; i < (int) sizeof (*to); i++) ((uint8_t *) to)[i] = 0;
  put (&to->port, a + 2, 2);
  to->set = 1;
  if (family == INET) {
    put (to->address, mapped, 12);
    put (to->address + 12, a + 4, 4);
    return INET;
  }
  if (family != INET6 || n < 24) return 0;
  put (to->address, a + 8, 16);
  if (n >= 28) put (&to->scope, a + 24, 4);
  return INET6;
}

static uint32_t address_of (const struct end *e, int family, uint8_t *a) {
  uint16_t f = (uint16_t) family;
  int i;
  for (i = 0; i < 28; i++) a[i] = 0;
  put (a, &f, 2);
  put (a + 2, &e->port, 2);
  if (family == INET) { put (a + 4, e->address + 12, 4); return 16; }
  put (a + 8, e->address, 16);
  put (a + 24, &e->scope, 4);
  return 28;
}

static uint32_t loopback (int family, uint16_t port, uint8_t *a) {
  static const uint8_t here[4] = { 127, 0, 0, 1 };
  struct end e;
  int i;
  for (i = 0; i < (int) sizeof (e); i++) ((uint8_t *) &e)[i] = 0;
  put (e.address, mapped, 12);
  put (e.address + 12, here, 4);
  e.port = port;
  return address_of (&e, family, a);
}

static int within (const uint8_t *address, const struct local *l) {
  int whole = l->bits / 8, rest = l->bits % 8;
  if (!same (address, l->address, whole)) return 0;
  return rest == 0 || ((address[whole] ^ l->address[whole]) >> (8 - rest)) == 0;
}

/* The device itself: the app's own servers are left alone. */
static int is_local (const struct end *e) {
  static const uint8_t none[16];
  int i;
  if (same (e->address, none, 16) || (is_v4 (e) && same (e->address + 12, none, 4))) return 1;
  for (i = 0; i < r.locals; i++) if (within (e->address, &r.local[i])) return 1;
  return 0;
}

static int is_for_many (const struct end *e) {
  static const uint8_t all[4] = { 255, 255, 255, 255 };
  if (!is_v4 (e)) return e->address[0] == 255;
  return (e->address[12] & 0xf0) == 0xe0 || same (e->address + 12, all, 4);
}
/* What a socket is, and from where it would go. */

static int option (int fd, int level, int name) {
  int value = -1;
  uint32_t size = sizeof (value);
  return getsockopt (fd, level, name, &value, &size) == 0 ? value : -1;
}
static int domain_of (int fd) { return option (fd, 1, 39); }
static int type_of (int fd) { return option (fd, 1, 3); }
static int protocol_of (int fd) { return option (fd, 1, 38); }

static long fail (int error) { *errno_at () = error; return -1; }

static void lose (const struct end *to) { r.lost_to = *to; r.lost++; }

/* The loopback is IPv4: an IPv6 socket must be let reach it. */
static int opens_to_v4 (int fd, int domain) {
  int no = 0;
  if (domain != INET6 || option (fd, 41, 26) != 1) return 1;
  return setsockopt (fd, 41, 26, &no, sizeof (no)) == 0;
}

/* From which address the device would go there, had it gone by itself: asked of the routing table, nothing is sent. The
 * port is 0, to which nothing can be: who watches the connections of the app from outside knows by it that it is not one. */
static int local_for (const struct end *to, struct end *from) {
  struct end asked = *to;
  uint8_t a[28];
  uint32_t n = 28;
  int family = is_v4 (to) ? INET : INET6, fd, ok;
  fd = socket (family, DGRAM | 02000000, 0);
  if (fd < 0) return 0;
  asked.port = 0;
  ok = r.own.connect (fd, a, address_of (&asked, family, a)) == 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, from) != 0;
  close (fd);
  return ok;
}
/* What the proxy is told of a connection. */

static const char *name_of (const struct end *e) {
  const char *found = 0;
  int i;
  if (r.sinkhole && is_v4 (e) && e->address[12] == 198 && (e->address[13] & 0xfe) == 18) {
    i = ((e->address[13] & 1) << 16 | e->address[14] << 8 | e->address[15]) - 256;
    if (i >= 0 && i < NAMES) return r.store->names[i];
  }
  for (i = 0; i < HEARD && found == 0; i++) if (r.store->heard[i].name != 0 && same (r.store->heard[i].address, e->address, 16)) found = r.store->heard[i].name;
  return found;
}

/* For JavaScript: copies the name of where a relay goes, at most 255 bytes. */
int called (const struct end *e, char *out) {
  const char *name;
  int n = 0;
  pthread_mutex_lock (r.store->lock);
  name = name_of (e);
  if (name != 0) for (; name[n] != 0 && n < 255; n++) out[n] = name[n];
  pthread_mutex_unlock (r.store->lock);
  out[n] = 0;
  return n;
}

static int header (const struct end *from, const struct end *to, uint8_t *h) {
  static const uint8_t begins[12] = { 13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10 };
  const char *name;
  int v4 = is_v4 (from) && is_v4 (to), n = 16, length, pid = getpid ();
  put (h, begins, 12);
  h[12] = 0x21;
  h[13] = v4 ? 0x11 : 0x21;
  if (v4) {
    put (h + n, from->address + 12, 4); put (h + n + 4, to->address + 12, 4);
    n += 8;
  } else {
    put (h + n, from->address, 16); put (h + n + 16, to->address, 16);
    n += 32;
  }
  put (h + n, &from->port, 2); put (h + n + 2, &to->port, 2);
  n += 4;
  h[n] = 0xe0; h[n + 1] = 0; h[n + 2] = 16; put (h + n + 3, r.token, 16); n += 19;
  h[n] = 0xe1; h[n + 1] = 0; h[n + 2] = 4; h[n + 3] = pid >> 24; h[n + 4] = pid >> 16; h[n + 5] = pid >> 8; h[n + 6] = pid; n += 7;
  pthread_mutex_lock (r.store->lock);
  name = name_of (to);
  if (name != 0) {
    for (length = 0; name[length] != 0 && length < 255; length++) h[n + 3 + length] = name[length];
    h[n] = 2; h[n + 1] = 0; h[n + 2] = length; n += 3 + length;
  }
  pthread_mutex_unlock (r.store->lock);
  h[14] = (n - 16) >> 8; h[15] = (n - 16) & 255;
  return n;
}
/* TCP: connections go to the proxy. */

/* Where a socket that went to the proxy or to a relay was meant to go; 0 when it went to neither. */
static const struct end *meant (int fd, int type) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end e;
  int i;
  if (r.own.getpeername (fd, a, &n) != 0 || family_of (a, n, &e) == 0 || !is_v4 (&e) || e.address[12] != 127) return 0;
  if (type == STREAM) {
    if (e.port != (uint16_t) r.port) return 0;
    n = 28;
    if (r.own.getsockname (fd, a, &n) != 0 || family_of (a, n, &e) == 0) return 0;
    return r.tcp[e.port].set ? &r.tcp[e.port] : 0;
  }
  for (i = 0; i < r.used; i++) if (r.relays[i].at == e.port) return &r.relays[i].to;
  return 0;
}

static int stream (int fd, int domain, const struct end *to) {
  uint8_t a[28], h[400];
  uint32_t n = 28;
  struct end from, here;
  struct pollfd p;
  const struct end *known = meant (fd, STREAM);
  int result, error, size, i;
  if (known != 0) return r.own.connect (fd, a, loopback (domain, (uint16_t) r.port, a)); /* asks whether it is connected by now */
  for (i = 0; i < (int) sizeof (from); i++) ((uint8_t *) &from)[i] = 0;
  if (!local_for (to, &from)) {
    if (!r.sinkhole) return (int) fail (*errno_at () == 0 ? UNREACHABLE : *errno_at ()); /* what the app's own call would have met */
    put (from.address, mapped, 12);
  }
  if (!opens_to_v4 (fd, domain)) { lose (to); return (int) fail (UNREACHABLE); }
  result = r.own.connect (fd, a, loopback (domain, (uint16_t) r.port, a));
  error = *errno_at ();
  if (result != 0 && error != IN_PROGRESS && error != INTERRUPTED) {
    if (error == REFUSED || error == 110 || error == UNREACHABLE || error == 99) lose (to);
    return (int) fail (error);
  }
  if (result != 0) {
    p.fd = fd; p.events = 4; p.revents = 0;
    if (poll (&p, 1, PATIENCE_MS) != 1 || (p.revents & (8 | 16)) != 0) { lose (to); return (int) fail (error); }
  }
  if (r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &here) != 0) {
    from.port = here.port;
    r.tcp[here.port] = *to;
    if (!(is_v4 (&here) && here.address[12] == 127)) from = here; /* the app chose its own address */
  }
  size = header (&from, to, h);
  if (r.own.sendto (fd, h, size, 0x4000 | 0x40, 0, 0) != size) lose (to);
  return result == 0 ? 0 : (int) fail (error);
}
/* UDP: each destination has a relay. */

static struct relay *relay_for (const struct end *to) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end at;
  struct relay *made = 0;
  int i, fd;
  for (i = 0; i < r.used; i++) if (same (&r.relays[i].to, to, 18)) return &r.relays[i];
  if (getpid () != r.pid) return 0; /* nobody would read it */
  pthread_mutex_lock (r.store->lock);
  for (i = 0; i < r.used && made == 0; i++) if (same (&r.relays[i].to, to, 18)) made = &r.relays[i];
  if (made == 0 && r.used < RELAYS && (fd = socket (INET, DGRAM | 04000 | 02000000, 0)) >= 0) {
    if (bind (fd, a, loopback (INET, 0, a)) == 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &at) != 0) {
      made = &r.relays[r.used];
      made->to = *to;
      made->fd = fd;
      made->at = at.port;
      made->refused = r.quic && to->port == swapped (443);
      /* One that takes from a port where nobody sends from refuses all others, as a closed port does. */
      if (made->refused) r.own.connect (fd, a, loopback (INET, swapped (9), a));
      r.used++;
    } else close (fd);
  }
  pthread_mutex_unlock (r.store->lock);
  return made;
}

/* What becomes of datagrams to there: 0 leave, 1 relay, -1 refused. */
static int datagrams (int fd, int domain, const struct end *to, struct relay **relay) {
  int protocol = protocol_of (fd);
  if (protocol != 17 && protocol != 136) return r.sinkhole ? -1 : 0;
  if (!r.sinkhole && is_for_many (to)) return 0;
  *relay = relay_for (to);
  if (*relay == 0 || !opens_to_v4 (fd, domain)) { lose (to); return r.sinkhole ? -1 : 0; }
  return 1;
}
/* What the app's calls with sockets do instead. */

int route_connect (int fd, const void *address, uint32_t size) {
  uint8_t a[28];
  struct end to;
  struct relay *relay;
  int *error = errno_at (), was = *error, result, domain, type, protocol, family = r.on ? family_of (address, size, &to) : 0;
  if (family == 0 || is_local (&to)) { *error = was; return r.own.connect (fd, address, size); }
  domain = domain_of (fd);
  type = type_of (fd);
  protocol = protocol_of (fd);
  *error = was;
  if ((domain != INET && domain != INET6) || (domain == INET && family == INET6)) return r.own.connect (fd, address, size);
  if (type == STREAM && (protocol == 6 || protocol == 262)) {
    if (family != domain) return r.own.connect (fd, address, size);
    *error = 0;
    result = stream (fd, domain, &to);
  } else if (type == DGRAM) {
    result = datagrams (fd, domain, &to, &relay);
    *error = was;
    if (result == 0) return r.own.connect (fd, address, size);
    result = result < 0 ? (int) fail (UNREACHABLE) : r.own.connect (fd, a, loopback (domain, relay->at, a));
  } else {
    if (!r.sinkhole) return r.own.connect (fd, address, size);
    result = (int) fail (UNREACHABLE);
  }
  if (result == 0) *error = was;
  return result;
}

/* Where one message goes instead: 0 as it says, 1 to \`a\`, -1 nowhere (errno says why). */
static int elsewhere (int fd, int flags, const void *address, uint32_t size, uint8_t *a, uint32_t *n) {
  struct end to;
  struct relay *relay;
  int *error = errno_at (), was = *error, domain, what;
  if (address == 0 || !r.on || family_of (address, size, &to) == 0 || is_local (&to)) { *error = was; return 0; }
  domain = domain_of (fd);
  if (domain != INET && domain != INET6) { *error = was; return 0; }
  if (type_of (fd) == STREAM) {
    *error = was;
    if ((flags & 0x20000000) == 0) return 0;
    *n = 0; /* TCP Fast Open: connected here and now */
    return route_connect (fd, address, size) == 0 || *error == IN_PROGRESS ? 1 : -1;
  }
  what = datagrams (fd, domain, &to, &relay);
  *error = was;
  if (what == 0) return 0;
  if (what < 0) { *error = UNREACHABLE; return -1; }
  if (relay->refused) { *error = REFUSED; return -1; }
  *n = loopback (domain, relay->at, a);
  return 1;
}

long route_sendto (int fd, const void *data, word size, int flags, const void *address, uint32_t length) {
  uint8_t a[28];
  uint32_t n = 0;
  int where = elsewhere (fd, flags, address, length, a, &n);
  if (where < 0) return -1;
  if (where == 0) return r.own.sendto (fd, data, size, flags, address, length);
  return n == 0 ? r.own.sendto (fd, data, size, flags & ~0x20000000, 0, 0) : r.own.sendto (fd, data, size, flags, a, n);
}

long route_sendmsg (int fd, const struct msg *msg, int flags) {
  uint8_t a[28];
  uint32_t n = 0;
  struct msg m;
  int *error = errno_at (), was = *error, where;
  if (!r.on || !copied (&m, msg, sizeof (m)) || m.name == 0) { *error = was; return r.own.sendmsg (fd, msg, flags); }
  where = elsewhere (fd, flags, m.name, m.size, a, &n);
  if (where < 0) return -1;
  if (where == 0) return r.own.sendmsg (fd, msg, flags);
  m.name = n == 0 ? 0 : a;
  m.size = n;
  return r.own.sendmsg (fd, &m, n == 0 ? flags & ~0x20000000 : flags);
}

int route_sendmmsg (int fd, struct mmsg *all, uint32_t count, int flags) {
  uint32_t i;
  struct mmsg m;
  int named = 0;
  for (i = 0; r.on && i < count && i < 1024 && !named; i++) named = copied (&m, all + i, sizeof (m)) && m.msg.name != 0;
  if (!named) return r.own.sendmmsg (fd, all, count, flags);
  for (i = 0; i < count; i++) {
    long sent = route_sendmsg (fd, &all[i].msg, flags);
    if (sent < 0) return i == 0 ? -1 : (int) i;
    all[i].size = (uint32_t) sent;
  }
  return (int) count;
}

/*
 * The app has no more to say, and may still listen. adb carries no half-closed connection: the end is said by the last bytes
 * instead, which the proxy takes off.
 */
int route_shutdown (int fd, int how) {
  int *error = errno_at (), was = *error, sent = 0;
  struct pollfd p;
  long n;
  struct end *to = r.on && how == 1 && type_of (fd) == STREAM ? (struct end *) meant (fd, STREAM) : 0;
  if (to != 0 && to->set == ENDED) { *error = was; return 0; }
  while (to != 0 && sent < 16) {
    n = r.own.sendto (fd, r.ends + sent, 16 - sent, 0x4000 | 0x40, 0, 0);
    if (n > 0) { sent += n; continue; }
    if (*error == INTERRUPTED) continue;
    p.fd = fd; p.events = 4; p.revents = 0;
    if (*error == AGAIN && poll (&p, 1, PATIENCE_MS) == 1 && (p.revents & (8 | 16)) == 0) continue;
    if (*error == AGAIN || sent != 0) lose (to);
    to = 0; /* the proxy is gone, or does not read */
  }
  *error = was;
  if (to == 0) return r.own.shutdown (fd, how);
  to->set = ENDED;
  return 0;
}

/* A relay's address in what the app was given becomes that of whom it stands for. */
static void disguise (void *address, uint32_t room, uint32_t size) {
  uint8_t a[28];
  uint32_t n;
  struct end from;
  int family, i;
  if (r.used == 0 || address == 0 || size > room) return;
  family = family_of (address, size, &from);
  if (family == 0 || !is_v4 (&from) || from.address[12] != 127) return;
  for (i = 0; i < r.used; i++) {
    if (r.relays[i].at != from.port) continue;
    if (family == INET && !is_v4 (&r.relays[i].to)) return;
    n = address_of (&r.relays[i].to, family, a);
    put (address, a, n < room ? n : room);
    return;
  }
}

long route_recvfrom (int fd, void *data, word size, int flags, void *address, uint32_t *length) {
  uint32_t room = 0;
  long got;
  int *error = errno_at (), was = *error;
  if (address != 0 && r.on && r.used != 0) copied (&room, length, 4);
  *error = was;
  got = r.own.recvfrom (fd, data, size, flags, address, length);
  if (got >= 0 && room != 0) disguise (address, room, *length);
  return got;
}

long route_recvmsg (int fd, struct msg *msg, int flags) {
  uint32_t room = 0;
  long got;
  int *error = errno_at (), was = *error;
  if (r.on && r.used != 0) copied (&room, (uint8_t *) msg + sizeof (void *), 4);
  *error = was;
  got = r.own.recvmsg (fd, msg, flags);
  if (got >= 0 && room != 0) disguise (msg->name, room, msg->size);
  return got;
}

int route_recvmmsg (int fd, struct mmsg *all, uint32_t count, int flags, void *timeout) {
  int got = r.own.recvmmsg (fd, all, count, flags, timeout), i;
  for (i = 0; i < got && r.on && r.used != 0; i++) disguise (all[i].msg.name, 28, all[i].msg.size);
  return got;
}

static int tell (const struct end *e, int family, void *address, uint32_t *length) {
  uint8_t a[28];
  uint32_t n = address_of (e, family, a), room;
  if (!copied (&room, length, 4)) return -1;
  put (address, a, n < room ? n : room);
  *length = n;
  return 0;
}

int route_getpeername (int fd, void *address, uint32_t *length) {
  int *error = errno_at (), was = *error, domain = r.on ? domain_of (fd) : 0, done = -1;
  const struct end *to = domain == INET || domain == INET6 ? meant (fd, type_of (fd)) : 0;
  if (to != 0 && address != 0 && (domain == INET6 || is_v4 (to))) done = tell (to, domain, address, length);
  *error = was;
  return done == 0 ? 0 : r.own.getpeername (fd, address, length);
}

int route_getsockname (int fd, void *address, uint32_t *length) {
  uint8_t a[28];
  uint32_t n = 28;
  struct end here, from;
  int *error = errno_at (), was = *error, domain = r.on ? domain_of (fd) : 0, done = -1;
  const struct end *to = domain == INET || domain == INET6 ? meant (fd, type_of (fd)) : 0;
  if (to != 0 && address != 0 && r.own.getsockname (fd, a, &n) == 0 && family_of (a, n, &here) != 0 && is_v4 (&here)
      && here.address[12] == 127 && local_for (to, &from) && (domain == INET6 || is_v4 (&from))) {
    from.port = here.port;
    done = tell (&from, domain, address, length);
  }
  *error = was;
  return done == 0 ? 0 : r.own.getsockname (fd, address, length);
}
/* Names. In a sinkhole each has an address of its own, of those for tests of networks (RFC 2544), without being asked for. */

static uint8_t lower (uint8_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static int alike (const char *a, const char *b) {
  for (; *a != 0 && lower (*a) == lower (*b); a++, b++);
  return lower (*a) == lower (*b);
}

static int is_own_name (const char *name) {
  char own[256];
  int n = 0;
  while (name[n] != 0) n++;
  if (alike (name, "localhost") || alike (name, "ip6-localhost") || (n > 10 && alike (name + n - 10, ".localhost"))) return 1;
  own[255] = 0;
  return gethostname (own, 255) == 0 && alike (name, own);
}

static char *digits (char *to, int n) {
  if (n >= 100) *to++ = '0' + n / 100;
  if (n >= 10) *to++ = '0' + n / 10 % 10;
  *to++ = '0' + n % 10;
  return to;
}

/* The name's address as a text, and the name as it is kept; 0 when there is no room left. */
static const char *invented (const char *name, char *text) {
  uint32_t hash = 2166136261u, i, at = 0;
  const char *kept = 0;
  for (i = 0; name[i] != 0; i++) hash = (hash ^ lower (name[i])) * 16777619u;
  pthread_mutex_lock (r.store->lock);
  for (i = 0; i < NAMES && kept == 0; i++) {
    at = (hash + i) & (NAMES - 1);
    if (r.store->names[at] == 0) r.store->names[at] = strdup (name);
    if (r.store->names[at] == 0) break;
    if (alike (r.store->names[at], name)) kept = r.store->names[at];
  }
  pthread_mutex_unlock (r.store->lock);
  at += 256;
  put (text, "198.18.", 7);
  text = digits (text + 7, at >> 8 & 255);
  *text++ = '.';
  *digits (text, at & 255) = 0;
  return kept;
}

static void hear (const char *name, struct info *list) {
  struct end e;
  struct info *each;
  char *mine;
  int i;
  for (each = list; each != 0; each = (struct info *) each->next) {
    if (family_of (r.bionic ? each->b : each->a, each->size, &e) == 0 || is_local (&e)) continue;
    pthread_mutex_lock (r.store->lock);
    for (i = 0; i < HEARD && !(r.store->heard[i].name != 0 && same (r.store->heard[i].address, e.address, 16)); i++);
    if (i == HEARD) { i = r.store->hearing; r.store->hearing = (r.store->hearing + 1) % HEARD; }
    if (r.store->heard[i].name == 0 || !alike (r.store->heard[i].name, name)) {
      mine = strdup (name);
      if (mine != 0) {
        if (r.store->heard[i].name != 0) free (r.store->heard[i].name);
        r.store->heard[i].name = mine;
        put (r.store->heard[i].address, e.address, 16);
      }
    }
    pthread_mutex_unlock (r.store->lock);
  }
}

/* The three functions differ in what they are told besides. */
struct asked { int which; unsigned net, mark; const void *context; };

static int ask (const struct asked *how, const char *host, const char *service, const struct info *hints, struct info **list) {
  if (how->which == 0) return r.own.getaddrinfo (host, service, hints, list);
  if (how->which == 1) return r.own.fornet (host, service, hints, how->net, how->mark, list);
  return r.own.context (host, service, hints, how->context, list);
}

static int resolve (const struct asked *how, const char *host, const char *service, const struct info *hints, struct info **list) {
  struct info mine;
  char text[20], **name;
  const char *kept;
  int i, result, only_numbers = hints != 0 && (hints->flags & 4) != 0;
  if (!r.on || host == 0 || host[0] == 0 || only_numbers) return ask (how, host, service, hints, list);
  if (!r.sinkhole) {
    result = ask (how, host, service, hints, list);
    if (result == 0 && list != 0) hear (host, *list);
    return result;
  }
  for (i = 0; i < (int) sizeof (mine); i++) ((uint8_t *) &mine)[i] = 0;
  if (hints != 0) put (&mine, hints, 16);
  mine.flags = (mine.flags & ~(r.bionic ? 0x400 : 0x20)) | 4;
  result = ask (how, host, service, &mine, list);
  if (result == 0 || is_own_name (host)) return result == 0 ? 0 : ask (how, host, service, hints, list);
  kept = invented (host, text);
  if (kept == 0) return result;
  result = ask (how, text, service, &mine, list);
  if (result == 0 && (mine.flags & 2) != 0) {
    name = (char **) (r.bionic ? &(*list)->a : &(*list)->b);
    if (*name != 0) { free (*name); *name = strdup (kept); }
  }
  return result;
}

int route_getaddrinfo (const char *host, const char *service, const struct info *hints, struct info **list) {
  struct asked how;
  how.which = 0;
  return resolve (&how, host, service, hints, list);
}

int route_fornet (const char *host, const char *service, const struct info *hints, unsigned net, unsigned mark, struct info **list) {
  struct asked how;
  how.which = 1; how.net = net; how.mark = mark;
  return resolve (&how, host, service, hints, list);
}

int route_context (const char *host, const char *service, const struct info *hints, const void *context, struct info **list) {
  struct asked how;
  how.which = 2; how.context = context;
  return resolve (&how, host, service, hints, list);
}

static int is_number (const char *host) {
  int i, letters = 0;
  for (i = 0; host[i] != 0; i++) {
    if (host[i] == ':') return 1;
    letters |= !((host[i] >= '0' && host[i] <= '9') || host[i] == '.');
  }
  return !letters;
}

static int keeps (const char *host, char *text, const char **name) {
  return r.on && r.sinkhole && host != 0 && !is_number (host) && !is_own_name (host) && (*name = invented (host, text)) != 0;
}

struct hostent *route_host (const char *host) {
  char text[20];
  const char *name;
  struct hostent *found;
  if (!keeps (host, text, &name)) return r.own.host (host);
  found = r.own.host (text);
  if (found != 0) found->name = name;
  return found;
}

struct hostent *route_host2 (const char *host, int family) {
  char text[20];
  const char *name;
  struct hostent *found;
  if (!keeps (host, text, &name)) return r.own.host2 (host, family);
  found = r.own.host2 (text, family);
  if (found != 0) found->name = name;
  return found;
}

int route_host_r (const char *host, struct hostent *to, char *buffer, word size, struct hostent **result, int *error) {
  char text[20];
  const char *name;
  int found;
  if (!keeps (host, text, &name)) return r.own.host_r (host, to, buffer, size, result, error);
  found = r.own.host_r (text, to, buffer, size, result, error);
  if (found == 0 && *result != 0) (*result)->name = name;
  return found;
}

/* android.net.DnsResolver's raw questions to the system's resolver: no answer in a sinkhole (put in place there only). */
int route_refuse (void) { return -REFUSED; }

const struct fact facts[] = {
  WHOLE (route), FIELD (route, on), FIELD (route, sinkhole), FIELD (route, quic), FIELD (route, pid), FIELD (route, port),
  FIELD (route, locals), FIELD (route, local), FIELD (route, token), FIELD (route, tcp), FIELD (route, relays),
  FIELD (route, store), FIELD (route, used), FIELD (route, lost), FIELD (route, bionic), FIELD (route, lost_to),
  FIELD (route, ends), FIELD (route, own), WHOLE (own), FIELD (own, connect), FIELD (own, sendto), FIELD (own, sendmsg),
  FIELD (own, sendmmsg), FIELD (own, recvfrom), FIELD (own, recvmsg), FIELD (own, recvmmsg), FIELD (own, getpeername),
  FIELD (own, getsockname), FIELD (own, getaddrinfo), FIELD (own, fornet), FIELD (own, context), FIELD (own, host),
  FIELD (own, host2), FIELD (own, host_r), FIELD (own, shutdown), FIELD (own, send), FIELD (own, query),
  WHOLE (local), FIELD (local, address), FIELD (local, bits), WHOLE (end), FIELD (end, address), FIELD (end, port),
  FIELD (end, scope), WHOLE (relay), FIELD (relay, to), FIELD (relay, fd), FIELD (relay, refused), WHOLE (store),
  NUMBER (MOST_LOCAL), NUMBER (RELAYS), NUMBER (PORTS), LAST
};
`;

  // src/native/route.ts
  var CALLS = {
    connect: ["connect", "route_connect"],
    sendto: ["sendto", "route_sendto"],
    sendmsg: ["sendmsg", "route_sendmsg"],
    sendmmsg: ["sendmmsg", "route_sendmmsg"],
    recvfrom: ["recvfrom", "route_recvfrom"],
    recvmsg: ["recvmsg", "route_recvmsg"],
    recvmmsg: ["recvmmsg", "route_recvmmsg"],
    getpeername: ["getpeername", "route_getpeername"],
    getsockname: ["getsockname", "route_getsockname"],
    getaddrinfo: ["getaddrinfo", "route_getaddrinfo"],
    android_getaddrinfofornet: ["fornet", "route_fornet"],
    android_getaddrinfofornetcontext: ["context", "route_context"],
    gethostbyname: ["host", "route_host"],
    gethostbyname2: ["host2", "route_host2"],
    gethostbyname_r: ["hostR", "route_host_r"],
    shutdown: ["shutdown", "route_shutdown"],
    resNetworkSend: ["send", "route_refuse"],
    resNetworkQuery: ["query", "route_refuse"]
  };
  var ADDRESSED = ["sendto", "recvfrom"];
  var NEEDED = ["connect", "sendto", "getpeername", "getsockname", "getaddrinfo"];
  var IMPORTS3 = [
    "getpid",
    "socket",
    "bind",
    "close",
    "poll",
    "getsockopt",
    "setsockopt",
    "process_vm_readv",
    "strdup",
    "free",
    "gethostname",
    "pthread_mutex_lock",
    "pthread_mutex_unlock"
  ];
  var EXCLUSIVE11 = { exceptions: "propagate", scheduling: "exclusive" };
  var kept10 = [];
  var parts2 = null;
  var route = NULL;
  var lookNow = () => {
  };
  function jump(to, original, addressed) {
    if (Process.arch === "x64") {
      const past = addressed ? [77, 133, 192, 117, 13, 73, 187, ...quad(original), 65, 255, 35] : [];
      return [...past, 73, 187, ...quad(to), 65, 255, 227];
    }
    if (Process.arch === "arm64") {
      const words = [addressed ? 3036676228 : 335544324, 1476395184, 4181721616, 3592356352, 1476395152, 3592356352];
      return [
        ...words.flatMap((w) => [w & 255, w >>> 8 & 255, w >>> 16 & 255, w >>> 24]),
        ...quad(original),
        ...quad(to)
      ];
    }
    throw new Error(`the agent's route is not made for ${Process.arch}`);
  }
  function hex(text4) {
    return (text4.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  }
  function target2(name2) {
    if (name2.startsWith("resNetwork")) {
      return Process.findModuleByName("libnetd_client.so")?.findExportByName(name2) ?? null;
    }
    return Module.findGlobalExportByName(name2);
  }
  function compiled3() {
    const P3 = "pointer";
    const { module: module3, state: route2, facts: facts3 } = compile(route_c_default, "r", IMPORTS3, { errno_at: errnoAt() });
    const made2 = {
      module: module3,
      route: route2,
      ROUTE: facts3.state("route", {
        on: "s32",
        sinkhole: "s32",
        quic: "s32",
        pid: "s32",
        port: "s32",
        locals: "s32",
        local: "part",
        token: "part",
        tcp: P3,
        relays: P3,
        store: P3,
        used: "s32",
        lost: "s32",
        bionic: "s32",
        lostTo: "part",
        ends: "part",
        own: "part"
      }),
      OWN: facts3.struct("own", {
        connect: P3,
        sendto: P3,
        sendmsg: P3,
        sendmmsg: P3,
        recvfrom: P3,
        recvmsg: P3,
        recvmmsg: P3,
        getpeername: P3,
        getsockname: P3,
        getaddrinfo: P3,
        fornet: P3,
        context: P3,
        host: P3,
        host2: P3,
        hostR: P3,
        shutdown: P3,
        send: P3,
        query: P3
      }),
      LOCAL: facts3.struct("local", { address: "part", bits: "s32" }),
      END: facts3.struct("end", { address: "part", port: "u16", scope: "u32" }),
      RELAY: facts3.struct("relay", { to: "part", fd: "s32", refused: "s32" }),
      storeSize: facts3.struct("store", {}).size,
      mostLocal: facts3.number("MOST_LOCAL"),
      mostRelays: facts3.number("RELAYS"),
      ports: facts3.number("PORTS")
    };
    refuseMisfits();
    return made2;
  }
  function originalOf(name2) {
    return route.add(parts2.ROUTE.own + parts2.OWN[CALLS[name2][0]]);
  }
  function startRoute(config) {
    parts2 = compiled3();
    const { module: module3, ROUTE, LOCAL, END, RELAY, mostLocal, mostRelays, ports } = parts2;
    route = parts2.route;
    const tcp = Memory.alloc(END.size * ports);
    const relays = Memory.alloc(RELAY.size * mostRelays);
    const store = Memory.alloc(parts2.storeSize);
    const bionic = Module.findGlobalExportByName("android_getaddrinfofornet") !== null;
    route.add(ROUTE.sinkhole).writeS32(config.sinkhole ? 1 : 0);
    route.add(ROUTE.quic).writeS32(config.refuse_quic ? 1 : 0);
    route.add(ROUTE.pid).writeS32(Process.id);
    route.add(ROUTE.port).writeS32((config.port & 255) << 8 | config.port >> 8);
    const local = config.local.slice(0, mostLocal);
    route.add(ROUTE.locals).writeS32(local.length);
    local.forEach(([address, bits2], i) => {
      const one = route.add(ROUTE.local + LOCAL.size * i);
      one.add(LOCAL.address).writeByteArray(hex(address));
      one.add(LOCAL.bits).writeS32(bits2);
    });
    route.add(ROUTE.token).writeByteArray(hex(config.token));
    route.add(ROUTE.ends).writeByteArray(hex(config.end));
    route.add(ROUTE.tcp).writePointer(tcp);
    route.add(ROUTE.relays).writePointer(relays);
    route.add(ROUTE.store).writePointer(store);
    route.add(ROUTE.bionic).writeS32(bionic ? 1 : 0);
    kept10.push(route, tcp, relays, store, module3);
    new NativeFunction(module3.begin, "void", [], EXCLUSIVE11)();
    const addresses = /* @__PURE__ */ new Set();
    Object.keys(CALLS).forEach((name2) => {
      const at = target2(name2);
      if (at === null || name2.startsWith("resNetwork") && !config.sinkhole) {
        if (NEEDED.includes(name2)) {
          throw new Error(`there is no ${name2} to route`);
        }
        return;
      }
      const original = originalOf(name2);
      if (addresses.has(at.toString())) {
        return;
      }
      addresses.add(at.toString());
      try {
        replaceBehindGate(
          at,
          jump(module3[CALLS[name2][1]], original, ADDRESSED.includes(name2)),
          original
        );
      } catch (error) {
        if (NEEDED.includes(name2)) {
          throw error;
        }
        failed(new Error(`${name2} is not routed: ${String(error.message ?? error)}`));
      }
    });
    route.add(ROUTE.on).writeS32(1);
    lookNow = pump(parts2, (name2) => originalOf(name2).readPointer(), config.sinkhole);
  }
  function stopRoute() {
    if (!route.isNull()) {
      route.add(parts2.ROUTE.on).writeS32(0);
    }
  }
  function takeDatagrams() {
    lookNow();
  }

  // src/java/canaries.ts
  var MARK2 = "harness.canary";
  function named2(env, name2) {
    const cls = classRef(env, name2);
    if (cls === null) {
      throw new Error(`no class ${name2}`);
    }
    return cls;
  }
  function text3(env, value2) {
    return newString(env, value2);
  }
  function onClass(env, name2, method, sig, types2 = [], ...args) {
    const cls = named2(env, name2);
    return callStatic(env, cls, staticMethod(env, cls, method, sig), "L", types2, ...args);
  }
  function on(env, self, name2, method, sig, types2 = [], ...args) {
    if (cleared(env) || self.isNull()) {
      throw new Error(`no object of ${name2}`);
    }
    callMethod(
      env,
      self,
      instanceMethod(env, named2(env, name2), method, sig),
      sig[sig.indexOf(")") + 1].replace("[", "L"),
      types2,
      ...args
    );
  }
  function hollow(env, name2) {
    return allocate(env, named2(env, name2));
  }
  function made(env, name2, value2) {
    const self = hollow(env, name2);
    on(env, self, name2, "<init>", "(Ljava/lang/String;)V", ["pointer"], value2);
    return self;
  }
  var CONTEXT2 = "android.app.ContextImpl";
  var RESOLVER2 = "android.app.ContextImpl$ApplicationContentResolver";
  var LOCATION = "android.location.LocationManager";
  var SETTINGS = "android.provider.Settings$Secure";
  var RUNTIME3 = "java.lang.Runtime";
  var DIGEST = "java.security.MessageDigest";
  var P2 = "pointer";
  var CANARIES = [
    {
      family: "method",
      points: ["timezone.getDefault"],
      code: "Method",
      call: (env) => void onClass(env, "java.util.TimeZone", "getDefault", "()Ljava/util/TimeZone;")
    },
    {
      family: "constructor",
      points: ["file.init"],
      code: "Constructor",
      call: (env) => void made(env, "java.io.FileInputStream", NULL)
    },
    {
      family: "settings",
      points: ["settings.secure.android_id"],
      code: "Secure",
      call: (env) => void onClass(
        env,
        SETTINGS,
        "getString",
        "(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;",
        [P2, P2],
        NULL,
        text3(env, "android_id")
      )
    },
    {
      family: "provider",
      points: ["cr.query"],
      code: "Query",
      of: RESOLVER2,
      call: (env) => on(
        env,
        hollow(env, RESOLVER2),
        RESOLVER2,
        "query",
        "(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;",
        [P2, P2, P2, P2, P2],
        NULL,
        NULL,
        NULL,
        NULL,
        NULL
      )
    },
    {
      family: "listener",
      points: ["loc.requestLocationUpdates"],
      code: "Listen",
      of: LOCATION,
      call: (env) => on(
        env,
        hollow(env, LOCATION),
        LOCATION,
        "requestLocationUpdates",
        "(Ljava/lang/String;JFLandroid/location/LocationListener;)V",
        [P2, "int64", "double", P2],
        NULL,
        0,
        0,
        NULL
      )
    },
    {
      family: "crypto",
      points: ["digest.digest", "digest.update"],
      code: "Digest",
      call: (env) => {
        const digest = onClass(
          env,
          DIGEST,
          "getInstance",
          "(Ljava/lang/String;)Ljava/security/MessageDigest;",
          [P2],
          text3(env, "SHA-256")
        );
        on(env, digest, DIGEST, "digest", "([B)[B", [P2], newByteArray(env, 8));
      }
    },
    {
      family: "exec",
      points: ["runtime.exec"],
      code: "Exec",
      call: (env) => on(
        env,
        onClass(env, RUNTIME3, "getRuntime", "()Ljava/lang/Runtime;"),
        RUNTIME3,
        "exec",
        "(Ljava/lang/String;)Ljava/lang/Process;",
        [P2],
        text3(env, "")
      )
    },
    {
      family: "intent",
      points: ["start.startService"],
      code: "Start",
      of: CONTEXT2,
      call: (env) => on(
        env,
        hollow(env, CONTEXT2),
        CONTEXT2,
        "startService",
        "(Landroid/content/Intent;)Landroid/content/ComponentName;",
        [P2],
        made(env, "android.content.Intent", text3(env, MARK2))
      )
    },
    {
      family: "service",
      points: ["start.bindService"],
      code: "Bind",
      of: CONTEXT2,
      call: (env) => on(
        env,
        hollow(env, CONTEXT2),
        CONTEXT2,
        "bindService",
        "(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z",
        [P2, P2, "int"],
        made(env, "android.content.Intent", text3(env, MARK2)),
        NULL,
        0
      )
    },
    {
      family: "receiver",
      points: ["receiver.register"],
      code: "Receive",
      of: CONTEXT2,
      call: (env) => on(
        env,
        hollow(env, CONTEXT2),
        CONTEXT2,
        "registerReceiver",
        "(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)Landroid/content/Intent;",
        [P2, P2],
        NULL,
        made(env, "android.content.IntentFilter", text3(env, MARK2))
      )
    },
    {
      family: "permission",
      points: ["perm.activity.requestPermissions"],
      code: "Ask",
      of: "android.app.Activity",
      call: (env) => on(
        env,
        hollow(env, "android.app.Activity"),
        "android.app.Activity",
        "requestPermissions",
        "([Ljava/lang/String;I)V",
        [P2, "int"],
        NULL,
        -1
      )
    }
  ];

  // src/native/canaries.c.ts
  var canaries_c_default = `
/* Calls one function of each family of native hooks, on a thread of its own: Frida's own calls are nobody's (selftest.ts). */
/* What a module says of itself, for the scripts to read when it is loaded (compiled.ts): where the fields of its structs are
 * and how wide, and its numbers. So no script has a place of its own that could slip. */
#ifndef FACTS_H
#define FACTS_H
#include <stddef.h>
#include <stdint.h>

struct fact { const char *name; int32_t at, size; };
/* A field of a struct; a struct, with the size of all of it; a number. LAST ends the list. */
#define FIELD(type, field) { #type "." #field, (int32_t) offsetof (struct type, field), (int32_t) sizeof (((struct type *) 0)->field) }
#define WHOLE(type) { #type, 0, (int32_t) sizeof (struct type) }
#define NUMBER(name) { #name, (int32_t) (name), 0 }
#define LAST { 0, 0, 0 }
#endif

typedef unsigned long word;
struct work {
  int (*open) (const char *, int);
  int (*connect) (int, const void *, unsigned);
  long (*sendto) (int, const void *, word, int, const void *, unsigned);
  int (*property) (const char *, char *);
  int (*execve) (const char *, char **, char **);
  void (*begun) (void);
  volatile long done;
};

void *sing (void *data) {
  struct work *w = data;
  unsigned char address[16] = { 2, 0, 0, 9, 127, 0, 0, 1 };
  char value[128], *argv[2];
  argv[0] = "harness-canary";
  argv[1] = 0;
  w->begun ();
  if (w->open) w->open ("/sys/class/net/harness-canary/address", 0);
  if (w->connect) w->connect (-1, address, 16);
  if (w->sendto) w->sendto (-1, "c", 1, 0, address, 16);
  if (w->property) w->property ("ro.serialno", value);
  if (w->execve) w->execve ("/harness-canary", argv, argv + 1);
  w->done = 1;
  return 0;
}

const struct fact facts[] = {
  WHOLE (work), FIELD (work, open), FIELD (work, connect), FIELD (work, sendto), FIELD (work, property), FIELD (work, execve),
  FIELD (work, begun), FIELD (work, done), LAST
};
`;

  // src/native/canaries.ts
  var NATIVE4 = [
    { family: "file", points: ["file.sys.wlan0"], symbol: "open", field: "open" },
    { family: "socket", points: ["native.connect"], symbol: "connect", field: "connect" },
    { family: "native", points: ["native.sendto"], symbol: "sendto", field: "sendto" },
    { family: "property", points: ["native.property.serial"], symbol: "__system_property_get", field: "property" },
    { family: "command", points: ["native.execve"], symbol: "execve", field: "execve" }
  ];
  var PATIENCE_MS6 = 3e3;
  var kept11 = [];
  function symbolOf(name2) {
    return Module.findGlobalExportByName(name2) ?? NULL;
  }
  function singNatively() {
    const { module: module3, facts: facts3 } = compile(canaries_c_default, null, []);
    const P3 = "pointer";
    const WORK = facts3.struct("work", { open: P3, connect: P3, sendto: P3, property: P3, execve: P3, begun: P3, done: P3 });
    refuseMisfits();
    const work = Memory.alloc(WORK.size);
    let tid = 0;
    const begun2 = new NativeCallback(
      () => {
        tid = Process.getCurrentThreadId();
        canary(tid, true);
      },
      "void",
      []
    );
    NATIVE4.forEach(({ symbol, field }) => work.add(WORK[field]).writePointer(symbolOf(symbol)));
    work.add(WORK.begun).writePointer(begun2);
    kept11.push(work, module3, begun2);
    const create = new NativeFunction(Module.getGlobalExportByName("pthread_create"), "int", [
      "pointer",
      "pointer",
      "pointer",
      "pointer"
    ]);
    const detach = new NativeFunction(Module.getGlobalExportByName("pthread_detach"), "int", ["pointer"]);
    const thread2 = Memory.alloc(8);
    if (create(thread2, NULL, module3.sing, work) !== 0) {
      return Promise.resolve(false);
    }
    detach(thread2.readPointer());
    const end3 = Date.now() + PATIENCE_MS6;
    return new Promise((resolve2) => {
      const look2 = () => {
        const done = work.add(WORK.done).readPointer().toInt32() === 1;
        if (!done && Date.now() < end3) {
          setTimeout(look2, 2);
          return;
        }
        canary(tid, false);
        if (done) {
          kept11.length = 0;
        }
        resolve2(done);
      };
      look2();
    });
  }

  // src/java/methods/trial.ts
  var PROBE = "agent.Probe";
  var SUM = 5;
  var CALLS2 = 2;
  var found2 = { proved: null, reason: "the agent's own classes are not loaded" };
  function tried() {
    return found2;
  }
  function tryHooks(env) {
    if (Java.api.flavor !== "art") {
      return;
    }
    try {
      prepare15(env.handle);
      found2 = tryProbe(env);
    } catch (error) {
      cleared(env.handle);
      found2 = { proved: null, reason: String(error.message ?? error).slice(0, 200) };
    }
  }
  function tryProbe(env) {
    const e = env.handle;
    const probe = helperClass(e, PROBE);
    const use = helperClass(e, `${PROBE}$Use`);
    let calls = 0;
    let refused = null;
    withClass(
      e,
      PROBE,
      probe,
      loaderOf(e, probe).ref,
      () => atOnce(e, () => {
        const cls = new Java.ClassFactory().use(PROBE);
        for (const name2 of ["fixed", "own"]) {
          for (const method of cls[name2].overloads) {
            replace(
              method,
              env,
              (original) => {
                calls++;
                return original();
              },
              (error) => refused ??= error
            );
          }
        }
      })
    );
    const run = staticMethod(e, use, "run", "()I");
    const seen = [];
    for (let i = 0; i < 2; i++) {
      calls = 0;
      const sum = callStatic(e, use, run, "I", []);
      if (cleared(e) || sum !== SUM) {
        throw new Error(`a hooked class of the agent's own gives ${sum}, not ${SUM}`);
      }
      seen.push(calls);
      check();
    }
    if (refused !== null) {
      throw refused;
    }
    if (seen[1] < CALLS2) {
      const reason = `this Android's runtime goes past hooks: of ${CALLS2} calls of a class of the agent's own ${seen[1]} were seen`;
      doubt("all", reason);
      return { proved: false, reason };
    }
    if (seen[0] < CALLS2) {
      const reason = `this Android's runtime takes hooks off when it initialises a class: of ${CALLS2} calls ${seen[0]} were seen`;
      doubt("unsettled", reason);
      return { proved: false, reason };
    }
    return { proved: true, reason: null };
  }

  // src/selftest.ts
  var LINKAGE = "java.lang.LinkageError";
  function callFromDex(env, { code, of }) {
    const cls = helperClass(env, `agent.Calls$${code}`);
    const run = staticMethod(env, cls, "run", "(Ljava/lang/Object;)V");
    callStatic(env, cls, run, "V", ["pointer"], of === void 0 ? NULL : hollow(env, of));
  }
  function notMade(env) {
    const thrown2 = exceptionOccurred(env);
    if (thrown2.isNull()) {
      return null;
    }
    cleared(env);
    return isInstance(env, thrown2, named2(env, LINKAGE)) !== 0 ? throwableText(env, thrown2) : null;
  }
  function foundOut() {
    const reason = blindness();
    const { proved, reason: error } = tried();
    return [
      { family: "initialised", points: [], called: proved !== null, error, ...proved === null ? {} : { seen: proved } },
      { family: "late", points: [], called: true, error: reason, seen: reason === null }
    ];
  }
  function singInJava() {
    if (!Java.available) {
      return CANARIES.map(({ family, points }) => ({ family, points, called: false, error: "the process runs no Java" }));
    }
    const tid = Process.getCurrentThreadId();
    const onArt = Java.api.flavor === "art";
    const tried2 = [];
    Java.vm.perform((env) => {
      canary(tid, true);
      try {
        for (const each of CANARIES) {
          const { family, points } = each;
          pushFrame(env.handle, 32);
          try {
            if (onArt) {
              callFromDex(env.handle, each);
            } else {
              each.call(env.handle);
            }
            const error = notMade(env.handle);
            if (error !== null) {
              throw new Error(error);
            }
          } catch (error) {
            cleared(env.handle);
            tried2.push({ family, points, called: false, error: String(error.message ?? error).slice(0, 200) });
            continue;
          } finally {
            popFrame(env.handle, NULL);
          }
          tried2.push({ family, points, called: true, error: null });
        }
      } finally {
        canary(tid, false);
      }
    });
    if (onArt) {
      check();
      tried2.push(...foundOut());
    }
    return tried2;
  }
  async function sing() {
    const tried2 = singInJava();
    let done = false;
    try {
      done = await singNatively();
    } catch (error) {
      failed(error);
    }
    return [
      ...tried2,
      ...NATIVE4.map(({ family, points, symbol }) => ({
        family,
        points,
        called: !symbolOf(symbol).isNull(),
        error: symbolOf(symbol).isNull() ? `no library exports ${symbol}` : done ? null : "the calls did not come to an end"
      }))
    ];
  }

  // src/java/signs.ts
  var told8 = /* @__PURE__ */ new Set();
  function once(kind, name2, detail) {
    const key = `${kind} ${name2} ${detail}`;
    if (!told8.has(key)) {
      told8.add(key);
      sign({ kind, name: name2, detail, mono: now() });
    }
  }
  function watchLibraries(globs) {
    const patterns = globs.map(
      (glob) => new RegExp(
        `^${glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`
      )
    );
    const look2 = (library2) => {
      if (patterns.some((pattern) => pattern.test(library2.name))) {
        once("library", library2.name, library2.path);
      }
    };
    if (patterns.length === 0) {
      return;
    }
    Process.enumerateModules().forEach(look2);
    Process.attachModuleObserver({ onAdded: look2 });
  }
  function lookAtApplication(env) {
    const owner2 = classRef(env, "android.app.ActivityThread");
    if (owner2 === null) {
      return;
    }
    pushFrame(env, 16);
    try {
      const get4 = staticMethod(env, owner2, "currentApplication", "()Landroid/app/Application;");
      const application = callStatic(env, owner2, get4, "L", []);
      if (!cleared(env) && !application.isNull()) {
        const cls = getClass(env, application);
        once("application", className(env, cls), loaderOf(env, cls).name);
      }
    } catch (error) {
      cleared(env);
      failed(error);
    } finally {
      popFrame(env, NULL);
    }
  }

  // src/main.ts
  var PART = 64;
  var PATIENCE_MS7 = 2e3;
  var left = null;
  var report = null;
  function advance(steps) {
    if (!Java.available) {
      return steps.next().done === true;
    }
    return Java.vm.perform(
      () => unrecorded(() => {
        let done = false;
        exclusively(() => void (done = steps.next().done === true));
        return done;
      })
    );
  }
  function* installJava(config) {
    const points = config.points.filter((p) => !isNative(p));
    if (!Java.available) {
      return points.map((p) => absent(p.id, "no_java", "the process runs no Java"));
    }
    const env = Java.vm.getEnv();
    prepare(env);
    prepare3(env);
    prepare10(env, (id, frames) => {
      const told9 = direct(id, frames);
      rememberStack(id, told9);
      rememberJava(id, told9);
      addStack(id, told9);
    });
    prepare11(env.handle);
    prepare6(env.handle, config.types);
    [bundle_exports, collections_exports, commands_exports].forEach((module3) => module3.prepare(env.handle));
    prepare12(env.handle);
    prepareJava(env.handle);
    prepare2();
    tryHooks(env);
    prepare4(env);
    atOnce(env.handle, () => guardExits(env));
    yield;
    let hooks2 = [];
    yield* watching(
      env,
      points,
      function* () {
        hooks2 = yield* install(points, config.points.filter(anyCommand), env.handle, config.in_parts ? PART : Infinity);
      }()
    );
    poll(env.handle);
    return hooks2;
  }
  function* installAll(config) {
    const java = yield* installJava(config);
    const natives = installNatives(
      config.points.filter(isNative),
      (hook3) => tell([{ ...hook3, mono: now(), loader: "native" }])
    );
    if (config.route) {
      startRoute(config.route);
    }
    guardNativeExits();
    watchLibraries(config.libraries);
    if (config.hold_forks) {
      holdForks();
    }
    waitForHooks(PATIENCE_MS7);
    drainedWith(takeNotes);
    start();
    report = { flavor: Java.available ? Java.api.flavor : "none", hooks: merged([...java, ...natives]) };
  }
  function merged(all3) {
    const byPoint = /* @__PURE__ */ new Map();
    for (const outcome2 of all3) {
      const other = byPoint.get(outcome2.point);
      byPoint.set(
        outcome2.point,
        other === void 0 || !other.resolved ? outcome2 : outcome2.resolved ? { ...outcome2, overloads: outcome2.overloads + other.overloads } : other
      );
    }
    return [...byPoint.values()];
  }
  function checkEntries() {
    for (const name2 of takenOut()) {
      failed(`the hook of ${name2} was taken out of the process`);
    }
  }
  rpc.exports = {
    /** Begins to install hooks; `step` does the work. */
    begin(config) {
      refuseMisfits();
      left = installAll(config);
    },
    /** Installs hooks for so many milliseconds (0: until all are in). Gives whether all are in. */
    step(budgetMs) {
      const end3 = budgetMs > 0 ? Date.now() + budgetMs : Infinity;
      while (left !== null) {
        if (advance(left)) {
          left = null;
        } else if (Date.now() >= end3) {
          return false;
        }
      }
      return true;
    },
    /** What became of each point. */
    finish() {
      checkEntries();
      return report;
    },
    /** Has the main thread wait before it does anything for the app, so long at most. Gives whether it will. */
    bar(patienceMs) {
      return Java.available && Java.vm.perform((env) => unrecorded(() => bar(env, patienceMs)));
    },
    /** Lets the main thread go on. */
    unbar() {
      return unbar();
    },
    /** Records what fields hold now, and looks at the application. */
    poll() {
      checkEntries();
      if (Java.available) {
        Java.vm.perform(
          (env) => whileAlive(() => {
            check();
            poll(env.handle);
            lookAtApplication(env.handle);
          })
        );
      }
    },
    /** Calls every family of hooks once. */
    selftest() {
      return sing();
    },
    /** Hooks further points in Java, in the process as it runs. Gives what became of each. */
    more(points) {
      if (!Java.available) {
        return points.map((p) => absent(p.id, "no_java", "the process runs no Java"));
      }
      let hooks2 = [];
      Java.vm.perform(
        () => unrecorded(() => exclusively(() => void (hooks2 = watchAlso(Java.vm.getEnv(), points))))
      );
      return hooks2;
    },
    /** Only counts calls of these points (their indexes) from now on, and records those of all others. */
    silence(points) {
      silence(points);
    },
    /** Calls that this thread makes, on which all scripts of the host run, are the host's own from now on, or no more. */
    own(yes) {
      flush();
      canary(Process.getCurrentThreadId(), yes);
    },
    flush() {
      checkEntries();
      takeNotes();
      takeDatagrams();
      flush();
    },
    dispose() {
      unbar();
      stopRoute();
      unwatch();
      restore();
    }
  };
})();
