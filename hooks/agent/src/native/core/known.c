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
