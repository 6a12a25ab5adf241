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
