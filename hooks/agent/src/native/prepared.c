/* Called by ART with each class that it has just made (prepared.ts). A handle is the address of a reference, which is 32 bits
 * in every process; a thread is the second word of its JNIEnv. */
#include "core.h"
#include "facts.h"

enum { VERSION = 0x10006 };
struct art { void **vm, *descriptor, *global, *bell, *ring, *debian; };
extern struct art art;
extern void free (void *);
extern void *gum_invocation_context_get_nth_argument (void *, unsigned);

void class_made (void *context) {
  uint32_t *handle = gum_invocation_context_get_nth_argument (context, 2);
  void *text[8] = { 0, 0, 0, 0, 0, 0, 0, 0 }; /* an empty std::string: a proxy's name is put into it */
  void *cls = (void *) (uintptr_t) *handle;
  const char *name;
  int wanted;
  void **env, *found[1], *room;
  if (art.debian) text[0] = &text[2];
  name = ((const char *(*) (void *, void *)) art.descriptor) (cls, text);
  wanted = *name == 'L' && is_wanted (name);
  if (art.debian) room = text[0] == &text[2] ? 0 : text[0];
  else room = *(uint8_t *) text & 1 ? text[2] : 0;
  if (room != 0) free (room);
  if (!wanted) return;
  if (((int (*) (void *, void ***, int)) ((void **) *art.vm)[6]) (art.vm, &env, VERSION) != 0) return;
  found[0] = ((void *(*) (void *, void *, void *)) art.global) (art.vm, env[1], cls);
  ((void (*) (void *, void *, void *, void *)) ((void **) *env)[143]) (env, art.bell, art.ring, found);
  ((void (*) (void *, void *)) ((void **) *env)[22]) (env, found[0]);
}

void ring (void *env, void *bell, void *cls) {
  (void) bell;
  appeared (env, cls);
}

const struct fact facts[] = {
  WHOLE (art), FIELD (art, vm), FIELD (art, descriptor), FIELD (art, global), FIELD (art, bell), FIELD (art, ring), FIELD (art, debian), LAST
};
