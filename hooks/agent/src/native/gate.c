/*
 * Whether a call of an observed native function is worth JavaScript (gate.ts): by its path, text, number or address, in a
 * process that is the agent's own, on a thread that may wait. Processes made by fork() leave a note instead.
 */
#include "core.h"
#include "facts.h"

enum { ALWAYS, PATH, TEXT, NUMBER_OF, INTERNET };
enum {
  PAGE = 4096,
  CHUNK = 256,
  LONGEST_PATH = 4096, /* PATH_MAX */
  ROOM = 16384, /* bytes of stack for the gate itself */
  NOTE = 1024, /* bytes of a note */
  NOTES = 64,
  RUNTIMES = 16, /* spans of the runtime's own code */
};

typedef unsigned long word;
/* Every field takes 8 bytes, on 32-bit processors too. */
#if UINTPTR_MAX == 0xffffffff
#define WIDE(type, name) type name; uint32_t name##_above
#else
#define WIDE(type, name) type name
#endif
struct pattern { WIDE (const char *, text); int64_t number; int64_t point; };
struct place { WIDE (struct pattern *, patterns); int64_t count; int32_t how, arg, any, forked, directory, id; WIDE (void *, original); };
struct note { int32_t pid, place, point, done; double mono; WIDE (word, caller); int32_t started, pad; char texts[NOTE - 40]; };
struct runtime { WIDE (word, from); WIDE (word, to); };
struct common {
  WIDE (word, from); WIDE (word, to); WIDE (struct notes *, notes);
  uint32_t inside, chosen; int32_t pid, on, careful, runtimes;
  struct runtime runtime[RUNTIMES];
};
struct span { const void *from; word size; };
struct notes { int32_t next, pad; int64_t pad2[3]; struct note note[NOTES]; };
extern struct common c;
extern int getpid (void);
extern long process_vm_readv (int, struct span *, word, struct span *, word, word);
extern int *errno_at (void);
extern long readlink (const char *, char *, word);
extern void *pthread_getspecific (uint32_t);
extern int pthread_setspecific (uint32_t, const void *);
extern int pthread_key_create (uint32_t *, void (*) (void *));
extern int pthread_key_delete (uint32_t);
extern void *g_malloc (word);

static long copied (void *to, word from, word size);

void begin (void) {
  word probe = 7, found = 0;
  c.careful = 1;
  c.careful = copied (&found, (word) &probe, sizeof (word)) && found == 7; /* a system may forbid it */
  pthread_key_create (&c.inside, (void *) 0);
  pthread_key_create (&c.chosen, (void *) 0);
}

void finalize (void) {
  pthread_key_delete (c.inside);
  pthread_key_delete (c.chosen);
}

void inside (int yes) { pthread_setspecific (c.inside, (void *) (word) yes); }
int chosen (void) { return (int) (word) pthread_getspecific (c.chosen) - 1; }

/* "*" is any text without "/", "**" any text, "[0-9]" a digit, everything else is itself. */
static int matches (const char *p, const char *t) {
  for (; *p != 0; p++, t++) {
    if (*p == '*') {
      int deep = p[1] == '*';
      p += deep ? 2 : 1;
      for (;; t++) {
        if (matches (p, t)) return 1;
        if (*t == 0 || (*t == '/' && !deep)) return 0;
      }
    }
    if (p[0] == '[' && p[1] == '0' && p[2] == '-' && p[3] == '9' && p[4] == ']') {
      if (*t < '0' || *t > '9') return 0;
      p += 4;
    } else if (*p != *t) return 0;
  }
  return *t == 0;
}

static int matching (struct place *s, const char *text) {
  int i;
  for (i = 0; i < s->count; i++) {
    struct pattern *p = &s->patterns[i];
    if (p->text[0] != '!') {
      if (matches (p->text, text)) return (int) p->point;
    } else if (matches (p->text + 1, text)) {
      while (i + 1 < s->count && s->patterns[i + 1].point == p->point) i++;
    }
  }
  return s->any;
}

static char *digits (char *to, int n) {
  char text[12];
  int k = 0;
  do { text[k++] = '0' + n % 10; n /= 10; } while (n != 0);
  while (k != 0) *to++ = text[--k];
  *to = 0;
  return to;
}

static char *put (char *to, const char *end, const char *text) {
  while (*text != 0 && to < end) *to++ = *text++;
  *to = 0;
  return to;
}

/* The file a path names, as plainly as it can be written: absolute, without "//", "." and "..", and own /proc/PID as /proc/self. */
static void plain (const char *path, int directory, char *out, int size) {
  const char *end = out + size - 1;
  char *to = out, own[32];
  int n;
  *to = 0;
  if (path[0] != '/') {
    char link[40];
    long got;
    if (directory == -100) put (link, link + 39, "/proc/self/cwd");
    else if (directory >= 0) digits (put (link, link + 39, "/proc/self/fd/"), directory);
    else return;
    got = readlink (link, out, size / 2);
    if (got <= 0) return;
    to = out + got;
    if (got == 1) to = out; /* the root itself */
  }
  while (*path != 0) {
    const char *next = path;
    while (*next != 0 && *next != '/') next++;
    n = (int) (next - path);
    if (n == 2 && path[0] == '.' && path[1] == '.') {
      while (to > out && *--to != '/');
    } else if (n != 0 && !(n == 1 && path[0] == '.')) {
      if (to + n + 1 >= end) break;
      *to++ = '/';
      while (path != next) *to++ = *path++;
    }
    path = *next == 0 ? next : next + 1;
  }
  *to = 0;
  put (digits (put (own, own + 20, "/proc/"), c.pid), own + 31, "/");
  for (n = 0; own[n] != 0 && own[n] == out[n]; n++);
  if (own[n] == 0) {
    const char *self = "/proc/self/";
    char *from = out + n;
    int rest = 0, k;
    while (from[rest] != 0) rest++;
    to = out + 11;
    if (to + rest > end) return;
    /* a short number makes the path longer */
    if (to <= from) for (k = 0; k <= rest; k++) to[k] = from[k];
    else for (k = rest; k >= 0; k--) to[k] = from[k];
    for (k = 0; k < 11; k++) out[k] = self[k];
  }
}

/* Copies memory, if it can be read: an app may pass any pointer, which the system refuses and this must not touch. */
static long copied (void *to, word from, word size) {
  struct span here, there;
  here.from = to; there.from = (const void *) from;
  here.size = there.size = size;
  return process_vm_readv (getpid (), &here, 1, &there, 1, 0) == (long) size;
}

static const char *text_at (word from, char *to, word size) {
  word got = 0, part, i;
  if (from < 4096) return 0;
  if (!c.careful) return (const char *) from;
  while (got < size) {
    part = PAGE - (from + got) % PAGE;
    if (part > size - got) part = size - got;
    if (part > CHUNK) part = CHUNK;
    if (!copied (to + got, from + got, part)) return 0;
    for (i = 0; i != part; i++) if (to[got + i] == 0) return to;
    got += part;
  }
  return 0; /* longer than any path */
}

static int path_point (struct place *s, const char *path, word *a) {
  char buffer[1100];
  const char *p;
  int odd = path[0] != '/';
  for (p = path; *p != 0 && !odd; p++) odd = p[0] == '/' && (p[1] == '/' || p[1] == '.');
  if (!odd && !(path[1] == 'p' && path[2] == 'r' && path[3] == 'o')) return matching (s, path);
  plain (path, s->directory < 0 ? -100 : (int) a[s->directory], buffer, sizeof (buffer));
  return matching (s, buffer);
}

static int point_of (struct place *s, word *a) {
  word v = s->arg >= 0 ? a[s->arg] : 0;
  char buffer[LONGEST_PATH];
  const char *text;
  uint16_t family;
  int i;
  switch (s->how) {
    case PATH: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? -1 : path_point (s, text, a);
    case TEXT: text = text_at (v, buffer, sizeof (buffer)); return text == 0 ? s->any : matching (s, text);
    case NUMBER_OF:
      for (i = 0; i < s->count; i++) if ((uint32_t) s->patterns[i].number == (uint32_t) v) return (int) s->patterns[i].point;
      return s->any;
    case INTERNET:
      if (v < 4096) return -1;
      if (!c.careful) family = *(uint16_t *) v;
      else if (!copied (&family, v, 2)) return -1;
      return family == 2 || family == 10 ? s->any : -1;
    default: return s->any;
  }
}

static void leave_note (struct place *s, word caller, word *a, int point) {
  int slot = take (&c.notes->next) & (NOTES - 1);
  struct note *note = &c.notes->note[slot];
  const char *end = note->texts + sizeof (note->texts) - 2, **argv = (const char **) a[1];
  char *to;
  note->done = 0;
  note->pid = getpid (); note->place = s->id; note->point = point; note->mono = now (); note->caller = caller; note->started = starting ();
  to = put (note->texts, end, a[0] < 4096 ? "" : (const char *) a[0]) + 1;
  for (; (word) argv >= 4096 && *argv != 0 && to < end; argv++) to = put (to, end, *argv) + 1;
  *to = 0;
  note->done = 1;
}

/* Whether a call is the runtime's own. */
static int runtimes (word caller) {
  int i;
  for (i = 0; i != c.runtimes; i++) if (caller >= c.runtime[i].from && caller < c.runtime[i].to) return 1;
  return 0;
}

static int decide (struct place *s, word caller, word *a) {
  int point = point_of (s, a);
  if (point < 0 || (caller >= c.from && caller < c.to) || pthread_getspecific (c.inside) != 0) return 0;
  if (getpid () != c.pid) {
    if (s->forked) leave_note (s, caller, a, point);
    return 0;
  }
  if (here_now ()->recording != 0 || !script_fits (here_now ())) return 0;
  if (!may_wait ()) {
    if (!runtimes (caller)) unseen ();
    return 0;
  }
  wait_for_end ();
  pthread_setspecific (c.chosen, (void *) (word) (point + 1));
  return 1;
}

int gate (struct place *s, word caller, word *a) {
  int *error = errno_at (), was = *error, yes;
  if (!c.on || !fits (here_now (), ROOM)) return 0;
  yes = decide (s, caller, a);
  *error = was;
  return yes;
}

/* Somewhere in Frida's own code. */
void *agent (void) { return (void *) g_malloc; }

const struct fact facts[] = {
  WHOLE (common), FIELD (common, from), FIELD (common, to), FIELD (common, notes), FIELD (common, pid), FIELD (common, on),
  FIELD (common, runtimes), FIELD (common, runtime), WHOLE (runtime), FIELD (runtime, from), FIELD (runtime, to),
  WHOLE (place), FIELD (place, patterns), FIELD (place, count), FIELD (place, how), FIELD (place, arg), FIELD (place, any),
  FIELD (place, forked), FIELD (place, directory), FIELD (place, id), FIELD (place, original),
  WHOLE (pattern), FIELD (pattern, text), FIELD (pattern, number), FIELD (pattern, point),
  WHOLE (notes), FIELD (notes, next), FIELD (notes, note), WHOLE (note), FIELD (note, pid), FIELD (note, place),
  FIELD (note, point), FIELD (note, done), FIELD (note, mono), FIELD (note, caller), FIELD (note, started), FIELD (note, texts),
  NUMBER (ALWAYS), NUMBER (PATH), NUMBER (TEXT), NUMBER (NUMBER_OF), NUMBER (INTERNET), NUMBER (NOTES), NUMBER (RUNTIMES), LAST
};
