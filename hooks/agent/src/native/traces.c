/* Answers a desktop JVM's own questions about hooked methods with the originals (traces.ts). */
#include "core.h"
#include "facts.h"

enum {
  ROOM = 1 << 14,
  NATIVE = 0x100, /* the modifier (JVMS 4.6) */
  RESOLVED_WORDS = 6, /* words of a CallInfo that are there in any case */
};
struct names { union word fresh, original; };
/* Who has replaced whom, and where HotSpot has a method's modifiers and a MemberName's. */
struct disguise { struct names *table; int32_t access, flags; };
extern struct disguise disguise;
extern void *gum_invocation_context_get_return_value (void *);
extern void gum_invocation_context_replace_return_value (void *, void *);
extern void *gum_invocation_context_get_nth_argument (void *, unsigned);
extern void *gum_invocation_context_get_listener_invocation_data (void *, unsigned long);

static int slot_of (uint64_t w) { return (int) ((w >> 3) * 0x9E3779B1u >> 8) & (ROOM - 1); }

static void *original_of (void *p) {
  union word key;
  int i;
  key.p = p;
  for (i = slot_of (key.w); disguise.table[i].fresh.w != 0; i = (i + 1) & (ROOM - 1)) if (disguise.table[i].fresh.w == key.w) return disguise.table[i].original.p;
  return 0;
}

void note (void *fresh, void *original) {
  union word key;
  int i;
  key.p = fresh;
  for (i = slot_of (key.w); disguise.table[i].fresh.w != 0 && disguise.table[i].fresh.w != key.w; i = (i + 1) & (ROOM - 1));
  disguise.table[i].original.p = original;
  disguise.table[i].fresh.p = fresh;
}

void looked_up (void *context) {
  void *original = original_of (gum_invocation_context_get_return_value (context));
  if (original != 0) gum_invocation_context_replace_return_value (context, original);
}

/* Of a reference to a handle, the fourth argument. It is put right for the time of the call. */
struct given { void **handle; void *was; };

void line_enter (void *context) {
  struct given *given = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct given));
  void *original;
  given->handle = gum_invocation_context_get_nth_argument (context, 3);
  given->was = *given->handle;
  original = here_now ()->dumping != 0 ? 0 : original_of (given->was);
  if (original != 0) *given->handle = original;
}

void line_leave (void *context) {
  struct given *given = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct given));
  *given->handle = given->was;
}

/* Of an object that describes a method to method handles, and what it was resolved to: somewhere in its first words. */
struct described { void *original; };

void described_enter (void *context) {
  struct described *kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct described));
  void **resolved = gum_invocation_context_get_nth_argument (context, 1);
  int i;
  kept->original = 0;
  for (i = 0; i != RESOLVED_WORDS && kept->original == 0; i++) kept->original = original_of (resolved[i]);
}

void described_leave (void *context) {
  struct described *kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (struct described));
  char *name = gum_invocation_context_get_return_value (context);
  if (kept->original == 0 || name == 0) return;
  if ((*(int32_t *) ((char *) kept->original + disguise.access) & NATIVE) == 0) *(int32_t *) (name + disguise.flags) &= ~NATIVE;
}

void ignored_enter (void *context) {
  void **kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (void *));
  *kept = gum_invocation_context_get_nth_argument (context, 0);
}

void ignored_leave (void *context) {
  void **kept = gum_invocation_context_get_listener_invocation_data (context, sizeof (void *));
  if (original_of (*kept) != 0) gum_invocation_context_replace_return_value (context, (void *) 1);
}

const struct fact facts[] = {
  WHOLE (disguise), FIELD (disguise, table), FIELD (disguise, access), FIELD (disguise, flags), WHOLE (names), NUMBER (ROOM), LAST
};
