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
