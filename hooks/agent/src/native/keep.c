/* Looks at hooked methods on ART, and puts right what the runtime has changed (keep.ts). */
#include "facts.h"

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
