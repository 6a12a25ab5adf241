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
