// Processes that the app makes by fork() wait, before they return from it, until the host has put an agent into them.
//
// Frida's own child gating is not used: with it, every program that is started by posix_spawn() or vfork() takes the
// parent's native hooks away (both share the memory that is patched), and an execve() that fails ends the app. Those ways of
// starting a program do not come here; the command itself is recorded.

import { library, now } from "./core.js";
import { disarm } from "./gate.js";
import { failed } from "../wire/wire.js";

const MOST = 64;
const ROW = 16;
const HEAD = 16;
const SHARED_ANONYMOUS = 0x21;
/** How often new processes are looked for, and for how long one waits at most. */
const LOOK_MS = 15;
const WAIT_MS = 4000;
const STATE = { waiting: 0, hooked: 1, let: 2 } as const;

const SOURCE = `
#include <stdint.h>
struct fork { volatile int32_t pid, parent, state, pad; };
struct forks { int32_t next, hold, pad[2]; struct fork row[${MOST}]; };
struct own { struct forks *forks; int32_t *on; int32_t pid, pad; };
extern struct own own;
extern int take (int32_t *);
extern int starting (void);
extern int getpid (void);
extern int getppid (void);
extern int usleep (unsigned);
extern void *gum_invocation_context_get_return_value (void *);

void forked (void *context) {
  struct fork *f;
  int i;
  if ((int) (intptr_t) gum_invocation_context_get_return_value (context) != 0 || getppid () != own.pid) return;
  if (!own.forks->hold || starting ()) return; /* Java's own child becomes the command that is recorded already */
  f = &own.forks->row[take (&own.forks->next) & ${MOST - 1}];
  f->state = ${STATE.waiting};
  f->parent = own.pid;
  *own.on = 0; /* what the new agent does to test itself is not to be noted by the parent's */
  f->pid = getpid ();
  for (i = 0; i < ${WAIT_MS / 2} && f->state == ${STATE.waiting}; i++) usleep (2000);
  if (f->state != ${STATE.hooked}) *own.on = 1;
}
`;
const TAKE = `
#include <glib.h>
int take (gint *next) { return g_atomic_int_add (next, 1); }
`;

let forks = NULL;
let told = 0;
const kept: unknown[] = [];

/** Holds every process that is forked from now on, and tells the host of it. */
export function holdForks(): void {
  const fork = Module.findGlobalExportByName("fork");
  if (fork === null || !forks.isNull()) {
    return;
  }
  const map = new NativeFunction(Module.getGlobalExportByName("mmap"), "pointer", ["pointer", "size_t", "int", "int", "int", "long"]);
  forks = map(NULL, HEAD + ROW * MOST, 3, SHARED_ANONYMOUS, -1, 0);
  const own = Memory.alloc(24);
  own.writePointer(forks);
  own.add(8).writePointer(disarm);
  own.add(16).writeS32(Process.id);
  const helper = new CModule(TAKE);
  const imports = ["getpid", "getppid", "usleep"];
  const module = new CModule(SOURCE, { own, take: helper.take as NativePointer, starting: library.starting as NativePointer, ...Object.fromEntries(imports.map((n) => [n, Module.getGlobalExportByName(n)])) });
  kept.push(own, helper, module);
  Interceptor.attach(fork, { onLeave: module.forked as NativePointer });
  forks.add(4).writeS32(1);
  setInterval(look, LOOK_MS);
  listen();
}

function look(): void {
  const next = forks.readS32();
  for (; told < next; told++) {
    const row = forks.add(HEAD + ROW * (told & (MOST - 1)));
    if (row.readS32() === 0) {
      return; // it is about to say who it is
    }
    send({ t: "fork", pid: row.readS32(), at: told & (MOST - 1), mono: now() });
  }
}

/** The host lets a process go, hooked or not, or wants none held any more. */
function listen(): void {
  recv("forked", (message: { at: number; hooked: boolean; hold: boolean }) => {
    try {
      forks.add(4).writeS32(message.hold ? 1 : 0);
      if (message.at >= 0 && message.at < MOST) {
        const row = forks.add(HEAD + ROW * message.at);
        row.writeS32(0);
        row.add(8).writeS32(message.hooked ? STATE.hooked : STATE.let);
      }
    } catch (error) {
      failed(error);
    }
    listen();
  });
}
