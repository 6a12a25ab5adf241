/* A process that was just forked waits, in fork(), until the host has put an agent into it (forks.ts). */
#include "core.h"
#include "facts.h"

enum { WAITING, HOOKED, LET };
enum { MOST = 64, WAIT_MS = 4000 }; /* how long one waits at most */

struct fork { volatile int32_t pid, parent, state, pad; };
/* In memory that all the processes share. */
struct forks { int32_t next, hold, pad[2]; struct fork row[MOST]; };
struct own { struct forks *forks; int32_t *on; int32_t pid, pad; };
extern struct own own;
extern int getpid (void);
extern int getppid (void);
extern int usleep (unsigned);
extern void *gum_invocation_context_get_return_value (void *);

void forked (void *context) {
  struct fork *f;
  int i;
  if ((int) (intptr_t) gum_invocation_context_get_return_value (context) != 0 || getppid () != own.pid) return;
  if (!own.forks->hold || starting ()) return; /* Java's own child becomes the command that is recorded already */
  f = &own.forks->row[take (&own.forks->next) & (MOST - 1)];
  f->state = WAITING;
  f->parent = own.pid;
  *own.on = 0; /* what the new agent does to test itself is not to be noted by the parent's */
  f->pid = getpid ();
  for (i = 0; i < WAIT_MS / 2 && f->state == WAITING; i++) usleep (2000);
  if (f->state != HOOKED) *own.on = 1;
}

const struct fact facts[] = {
  WHOLE (own), FIELD (own, forks), FIELD (own, on), FIELD (own, pid), WHOLE (forks), FIELD (forks, next), FIELD (forks, hold),
  FIELD (forks, row), WHOLE (fork), FIELD (fork, pid), FIELD (fork, state), NUMBER (MOST), NUMBER (HOOKED), NUMBER (LET), LAST
};
