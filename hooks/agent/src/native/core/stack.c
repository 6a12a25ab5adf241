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
