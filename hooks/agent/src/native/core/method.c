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

#define CALL(type, at, field) \
  if (s->is_static) r->field = ((type (*) (void *, void *, void *, value *)) JNI (116 + at)) (env, s->holder.p, s->target.p, v); \
  else r->field = ((type (*) (void *, void *, void *, void *, value *)) JNI (66 + at)) (env, self, s->holder.p, s->target.p, v); \
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
