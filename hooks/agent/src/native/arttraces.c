/* Takes the frames of hooks out of stack traces on ART (arttraces.ts). */
#include "core.h"
#include "facts.h"

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
