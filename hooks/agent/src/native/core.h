/* The structs and numbers of the part that every hook has (core.c), and the functions that other modules call. */
#ifndef CORE_H
#define CORE_H
#include <stdint.h>

enum {
  MAX_FRAMES = 64,
  STACKS = 1 << 16,
  SPAN_NS = 100000000, /* a row stands for calls of at most this time */
  FRESH_NS = 1000000000, /* after this time a call is recorded anew, so that a thread's new name is seen */
  HOLD_NS = 2000000000,
  WAYS = 64,
  LONGEST = 2048,
  WANTED = 1 << 14, /* room in the set of classes that are waited for, a power of two; half of it is used */
  MOST_OPAQUE = 8,
  /* Bytes of stack that must be left below a hooked call. What JavaScript needs was measured: less than 48 KiB on x86-64,
   * 96 with a listener's class to be hooked. The guard zones at a stack's end (HotSpot: 16 KiB, ART: 8 and the kernel's)
   * are part of it: code that is not the runtime's own and reaches them ends the process. */
  ROOM_FOR_SCRIPT = 160 * 1024,
  ROOM_FOR_HOOK = 48 * 1024,
};

union word { void *p; uint64_t w; };
/* JVMTI's; its 64-bit places need not begin at a multiple of 8 on 32-bit x86. */
struct frame { void *method; int64_t location; };
struct line { int64_t start; int32_t number; };
/* A hooked method. */
struct site {
  union word holder, target, types, opaque[MOST_OPAQUE];
  int32_t id, group;
  uint8_t is_static, lane, ret, n, opaques, starts;
};
struct inside { struct site *site; void *self; };
struct known { uint64_t a, b; double born; int32_t template; };
struct pending { uint64_t a, b; double first, last; int32_t template, count, stale, unused; };
struct counted { int32_t template, count; double first, last; };
struct thread {
  double mono;
  int32_t stack, fresh, frames, recording, tid, depth;
  int32_t object, dumping;
  struct frame frame[MAX_FRAMES];
  uint64_t lock[8];
  struct thread *next;
  int32_t dead, last;
  struct inside inside[MAX_FRAMES];
  struct known known[WAYS];
  struct pending pending[WAYS];
  uint64_t floor; /* where the thread's stack ends */
  uint16_t text[LONGEST];
};
/* What all threads share. */
struct shared {
  union word jvmti, identity, system, string, bytes, before, same, resolve;
  uint64_t seed[2];
  union word keys, numbers;
  int32_t used, numbered;
  union word threads;
  uint64_t stacks_lock[8], threads_lock[8];
  uint32_t key, unused;
  int64_t ending; /* until when every thread but the one that ends the process waits */
  union word wanted, late, drain;
  int32_t wanted_count, pid;
  int32_t unseen, unhooked; /* calls and classes that had no room on the stack to be looked at */
  union word after, vm, complaints_to;
  int32_t complaints, complaining;
  union word throwable, fill; /* Throwable, and its method that gives the stack as the runtime keeps it; none: not ART */
  int32_t nested; /* whether the pointers are the first element of what that gives */
  uint32_t state_mask, native, unused2; /* ART: a thread's state in the first word of its structure, and the one in native code */
};

extern double now (void);
extern struct thread *here_now (void);
extern int fits (struct thread *, int);
extern int script_fits (struct thread *);
extern void unseen (void);
extern int starting (void);
extern int may_wait (void);
extern void wait_for_end (void);
extern int is_wanted (const char *);
extern void appeared (void *, void *);
extern int take (int32_t *);
#endif
