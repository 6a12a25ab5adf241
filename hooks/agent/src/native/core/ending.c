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
