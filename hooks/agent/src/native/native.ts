// The part of every hook that runs without JavaScript: the clock, the caller's stack as a number, what a thread is in the
// middle of, and calls that are the same as one already recorded, which are only counted.
//
// A call is the same when its thread, point, object, stack, arguments and result are what they were: the values' contents
// are hashed to 128 bits, with keys chosen anew in each process. Anything else goes to `before` and `after`, in JavaScript:
// while the original runs there is no JavaScript on the stack, so that a hooked call takes little of it.

import { LOOKUP } from "./checks.js";

export const MAX_FRAMES = 64;
export const STACKS = 1 << 16;
/** A row stands for calls of at most this time. */
export const SPAN_NS = 1e8;
/** After this time a call is recorded anew, so that a thread's new name is seen. */
const FRESH_NS = 1e9;
const WAYS = 64;
const LONGEST = 2048;
/** Room in the set of classes that are waited for, a power of two; half of it is used. */
export const WANTED = 1 << 14;
const HOLD_NS = 2e9;

/**
 * Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
 * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
 * are part of it: code that is not the runtime's own and reaches them ends the process.
 */
export const ROOM_FOR_SCRIPT = 160 * 1024;
const ROOM_FOR_HOOK = 48 * 1024;
/** Places of a thread's fields, from the address of its `struct thread`. */
export const THREAD = { mono: 0, stack: 8, fresh: 12, frames: 16, recording: 20, tid: 24, object: 32, dumping: 36, frame: 40 } as const;
/** Places of a hook's fields, from the address of its `struct site`. */
export const SITE = { holder: 0, target: 8, types: 16, opaque: 24, id: 88, group: 92, isStatic: 96, lane: 97, ret: 98, n: 99, opaques: 100, starts: 101, size: 104 } as const;
/** JVMTI's 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
const ALIGNED = Process.arch === "ia32" ? 4 : 8;
/** Places in one frame of a stack, and in a row of a method's table of lines. */
export const FRAME = { method: 0, location: ALIGNED, size: ALIGNED + 8 } as const;
export const LINE = { start: 0, number: 8, size: ALIGNED + 8 } as const;
export const MOST_OPAQUE = 8;
/** Places of the fields of what all share. */
export const SHARED = {
  jvmti: 0, identity: 8, system: 16, string: 24, bytes: 32, before: 40, same: 48, resolve: 56, seed: 64, keys: 80, numbers: 88,
  used: 96, numbered: 100, threads: 104, ending: 248, wanted: 256, late: 264, drain: 272, wantedCount: 280, pid: 284, unseen: 288,
  unhooked: 292, after: 296, vm: 304, complaintsTo: 312, complaints: 320, complaining: 324, throwable: 328, fill: 336, nested: 344, stateMask: 348,
  native: 352, size: 360,
} as const;
/** One counted call: template, count, first, last. */
export const COUNTED = { template: 0, count: 4, first: 8, last: 16, size: 24 } as const;

export const SOURCE = `
#include <stdint.h>

typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
union word { void *p; uint64_t w; };
struct time { long s; long ns; };
struct frame { void *method; int64_t location; }; /* JVMTI's */
struct site {
  union word holder, target, types, opaque[${MOST_OPAQUE}];
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
  struct frame frame[${MAX_FRAMES}];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[${MAX_FRAMES}];
  struct known known[${WAYS}];
  struct pending pending[${WAYS}];
  uint64_t floor; /* where the thread's stack ends */
  uint32_t slot, unused; /* where the last stack's number is */
  uint16_t text[${LONGEST}];
};
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
extern void *pthread_self (void);
extern int pthread_getattr_np (void *, void *);
extern int pthread_attr_getstack (void *, void **, unsigned long *);
extern int pthread_attr_destroy (void *);

${LOOKUP}
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

/* ---- room on the stack ---- */

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
  if (room (t, ${ROOM_FOR_SCRIPT})) return 1;
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
  t->slot = slot;
  pthread_mutex_unlock (g.stacks_lock);
}

/* Nobody described the new stack: its next call is to be new again. */
static void unnumber (struct thread *t) {
  pthread_mutex_lock (g.stacks_lock);
  if (((int32_t *) g.numbers.p)[t->slot] == t->stack) ((uint64_t *) g.keys.p)[t->slot] = 0;
  pthread_mutex_unlock (g.stacks_lock);
}

/* JVMTI's GetStackTrace. */
static int walk_jvmti (struct thread *t, int skip, uint64_t *h) {
  int (*walk) (void *, void *, int, int, void *, int *) = (*(void ***) g.jvmti.p)[103];
  int count = 0, i;
  if (walk (g.jvmti.p, (void *) 0, skip, ${MAX_FRAMES}, t->frame, &count) != 0) return -1;
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
  if (count > ${MAX_FRAMES}) count = ${MAX_FRAMES};
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

/* ---- calls that are known ---- */

static int known (struct thread *t, uint64_t *k) {
  int i, at = (int) (k[0] >> 20);
  for (i = 0; i != 4; i++) {
    struct known *e = &t->known[(at + i) & ${WAYS - 1}];
    if (e->template != 0 && e->a == k[0] && e->b == k[1]) return t->mono - e->born < ${FRESH_NS} ? e->template : 0;
  }
  return 0;
}

/* Counts a call that is the same as one already recorded: 1. The row that it would be part of spans too much: 2. */
static int again (struct thread *t, uint64_t *k, double mono) {
  int i, done = 0, at = (int) (k[0] >> 20);
  pthread_mutex_lock (t->lock);
  for (i = 0; i != 4; i++) {
    struct pending *e = &t->pending[(at + i) & ${WAYS - 1}];
    if (e->template == 0 || e->a != k[0] || e->b != k[1]) continue;
    if (e->count == 0) e->first = mono;
    else if (mono - e->first > ${SPAN_NS}) { done = 2; break; }
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

int is_wanted (const char *name) {
  const uint64_t *wanted = g.wanted.p;
  uint64_t h = 0;
  int i;
  for (; *name != 0; name++) h = mix (h, (uint8_t) *name);
  for (i = (int) (h & ${WANTED - 1}); wanted[i] != 0; i = (i + 1) & ${WANTED - 1}) if (wanted[i] == h) return 1;
  return 0;
}

/* A class that is waited for is there. */
void appeared (void *env, void *cls) {
  struct thread *t = here_now ();
  int inside;
  if (!room (t, ${ROOM_FOR_SCRIPT})) {
    g.unhooked++;
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
  if (signature (jvmti, cls, &name, 0) != 0) return;
  wanted = is_wanted (name);
  release (jvmti, name);
  if (wanted) appeared (env, cls);
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

int depth_of (struct thread *t) {
  return t->depth;
}

int outer (struct thread *t) {
  return t->depth < 2 || t->depth > ${MAX_FRAMES} ? -1 : t->inside[t->depth - 2].site->id;
}

/* Whether the thread is in a method that starts programs: also in a process that it has just forked, where no lock may be taken. */
int starting (void) {
  struct thread *t = pthread_getspecific (g.key);
  return t != 0 && t->depth > 0 && t->depth <= ${MAX_FRAMES} && t->inside[t->depth - 1].site->starts;
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
  if (t->depth == 0 || t->depth > ${MAX_FRAMES}) return 0;
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
  if (t->depth < ${MAX_FRAMES}) { t->inside[t->depth].site = s; t->inside[t->depth].self = self; }
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
    if (t->fresh) unnumber (t);
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
  if (!room (t, ${ROOM_FOR_HOOK})) {
    unseen ();
    original (s, env, self, v, r);
    return;
  }
  if (g.ending != 0) hold (t);
  observed (t, s, env, self, v, r);
  if (g.ending != 0) hold (t);
}
`;

const C_TYPE: Record<string, [string, string]> = {
  L: ["void *", "l"], Z: ["uint8_t ", "z"], B: ["int8_t ", "b"], C: ["uint16_t ", "c"], S: ["int16_t ", "s"], I: ["int32_t ", "i"],
  J: ["int64_t ", "j"], F: ["float ", "f"], D: ["double ", "d"], V: ["void ", ""],
};

/** What stands in a method's place: packs the arguments and enters. `letters` are of the arguments and the result. */
export function wrapper(name: string, site: NativePointer, letters: string[], ret: string): string {
  const parameters = letters.map((l, i) => `, ${C_TYPE[l][0]}a${i}`).join("");
  const packed = letters.map((l, i) => `v[${i}].${C_TYPE[l][1]} = a${i};`).join(" ");
  const [type, field] = C_TYPE[ret];
  const back = ret === "V" ? "" : ` return r.${field};`;
  return `${type}${name} (void *env, void *self${parameters}) { value v[${letters.length + 1}], r; ${packed} ` +
    `enter ((void *) (uintptr_t) ${site}ULL, env, self, v, &r);${back} }\n`;
}

export const WRAPPER_HEAD = `
#include <stdint.h>
typedef union { void *l; uint8_t z; int8_t b; uint16_t c; int16_t s; int32_t i; int64_t j; float f; double d; } value;
extern void enter (void *, void *, void *, value *, value *);
`;
