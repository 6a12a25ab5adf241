// Processes that the app makes by fork() wait, before they return from it, until the host has put an agent into them.
//
// Frida's own child gating is not used: with it, every program that is started by posix_spawn() or vfork() takes the
// parent's native hooks away (both share the memory that is patched), and an execve() that fails ends the app. Those ways of
// starting a program do not come here; the command itself is recorded.

import { compile, refuseMisfits } from "./compiled.js";
import { now, ofCore } from "./core.js";
import { disarm } from "./gate.js";
import source from "./forks.c";
import { sharedPages } from "./shared.js";
import { failed } from "../wire/wire.js";

/** How often new processes are looked for. */
const LOOK_MS = 15;

function compiled() {
  const {
    module,
    state: own,
    facts,
  } = compile(source, "own", ["getpid", "getppid", "usleep"], ofCore("take", "starting"));
  const made = {
    module,
    own,
    OWN: facts.state("own", { forks: "pointer", on: "pointer", pid: "s32" }),
    FORKS: facts.struct("forks", { next: "s32", hold: "s32", row: "part" }),
    FORK: facts.struct("fork", { pid: "s32", state: "s32" }),
    MOST: facts.number("MOST"),
    HOOKED: facts.number("HOOKED"),
    LET: facts.number("LET"),
  };
  refuseMisfits();
  return made;
}

let holding: ReturnType<typeof compiled> | null = null;
/** Memory that this process and those that it forks share. */
let forks = NULL;
let told = 0;

/** Holds every process that is forked from now on, and tells the host of it. */
export function holdForks(): void {
  const fork = Module.findGlobalExportByName("fork");
  if (fork === null || holding !== null) {
    return;
  }
  holding = compiled();
  const { module, own, OWN, FORKS } = holding;
  forks = sharedPages(FORKS.size);
  own.add(OWN.forks).writePointer(forks);
  own.add(OWN.on).writePointer(disarm);
  own.add(OWN.pid).writeS32(Process.id);
  Interceptor.attach(fork, { onLeave: module.forked as NativePointer });
  forks.add(FORKS.hold).writeS32(1);
  setInterval(look, LOOK_MS);
  listen();
}

function row(at: number): NativePointer {
  const { FORKS, FORK } = holding!;
  return forks.add(FORKS.row + FORK.size * at);
}

function look(): void {
  const { FORKS, FORK, MOST } = holding!;
  const next = forks.add(FORKS.next).readS32();
  for (; told < next; told++) {
    const at = told & (MOST - 1);
    const pid = row(at).add(FORK.pid).readS32();
    if (pid === 0) {
      return; // it is about to say who it is
    }
    send({ t: "fork", pid, at, mono: now() });
  }
}

/** The host lets a process go, hooked or not, or wants none held any more. */
function listen(): void {
  recv("forked", (message: { at: number; hooked: boolean; hold: boolean }) => {
    try {
      const { FORKS, FORK, MOST, HOOKED, LET } = holding!;
      forks.add(FORKS.hold).writeS32(message.hold ? 1 : 0);
      if (message.at >= 0 && message.at < MOST) {
        row(message.at).add(FORK.pid).writeS32(0);
        row(message.at)
          .add(FORK.state)
          .writeS32(message.hooked ? HOOKED : LET);
      }
    } catch (error) {
      failed(error);
    }
    listen();
  });
}
