// What the host calls.

import * as bundle from "./bundle.js";
import * as classes from "./classes.js";
import * as collections from "./collections.js";
import * as commands from "./commands.js";
import * as engine from "./engine.js";
import { now, unfit } from "./core.js";
import { guardExits, guardNativeExits } from "./exits.js";
import * as field from "./field.js";
import { holdForks } from "./forks.js";
import { takeNotes } from "./forked.js";
import type { NativePoint } from "./functions.js";
import { restore } from "./gate.js";
import { rememberStack } from "./inside.js";
import { absent, install, type Outcome } from "./install.js";
import { watching } from "./late.js";
import * as moment from "./moment.js";
import { anyCommand, installNatives, isNative } from "./natives.js";
import * as origin from "./origin.js";
import { direct } from "./reflection.js";
import { atOnce } from "./replace.js";
import { sing, type Tried } from "./selftest.js";
import { lookAtApplication, watchLibraries } from "./signs.js";
import * as threads from "./threads.js";
import * as traces from "./traces.js";
import * as values from "./values.js";
import * as wire from "./wire.js";

interface Config {
  points: NativePoint[];
  types: values.TypeSpec[];
  /** Names of libraries to be told of. */
  libraries: string[];
  /** Whether processes that are forked wait for the host. */
  hold_forks: boolean;
}

interface Report {
  flavor: string;
  hooks: Outcome[];
}

function installJava(config: Config): Outcome[] {
  const points = config.points.filter((p) => !isNative(p));
  if (!Java.available) {
    return points.map((p) => absent(p.id, "no_java", "the process runs no Java"));
  }
  let hooks: Outcome[] = [];
  Java.vm.perform((env) =>
    engine.unrecorded(() => {
      classes.prepare(env);
      traces.prepare(env);
      moment.prepare(env, (id, frames) => {
        const told = direct(id, frames);
        rememberStack(id, told);
        origin.rememberJava(id, told);
        wire.addStack(id, told);
      });
      threads.prepare(env.handle);
      values.prepare(env.handle, config.types);
      [bundle, collections, commands].forEach((module) => module.prepare(env.handle));
      engine.prepare(env.handle);
      origin.prepareJava(env.handle);
      atOnce(env.handle, () => guardExits(env));
      watching(env, points, () => {
        hooks = install(points, config.points.filter(anyCommand), env.handle);
      });
      field.poll(env.handle);
    }),
  );
  return hooks;
}

/** A point of both sides is hooked when it is on one of them. */
function merged(all: Outcome[]): Outcome[] {
  const byPoint = new Map<string, Outcome>();
  for (const outcome of all) {
    const other = byPoint.get(outcome.point);
    byPoint.set(outcome.point, other === undefined || !other.resolved ? outcome : outcome.resolved ? { ...outcome, overloads: outcome.overloads + other.overloads } : other);
  }
  return [...byPoint.values()];
}

rpc.exports = {
  install(config: Config): Report {
    if (unfit !== "") {
      throw new Error(unfit);
    }
    const java = installJava(config);
    const natives = installNatives(config.points.filter(isNative), (hook) => wire.tell([{ ...hook, mono: now(), loader: "native" }]));
    guardNativeExits();
    watchLibraries(config.libraries);
    if (config.hold_forks) {
      holdForks();
    }
    wire.drainedWith(takeNotes);
    wire.start();
    return { flavor: Java.available ? Java.api.flavor : "none", hooks: merged([...java, ...natives]) };
  },
  /** Records what fields hold now, and looks at the application. */
  poll(): void {
    if (Java.available) {
      Java.vm.perform((env) => engine.whileAlive(() => {
        field.poll(env.handle);
        lookAtApplication(env.handle);
      }));
    }
  },
  /** Calls every family of hooks once. */
  selftest(): Promise<Tried[]> {
    return sing();
  },
  flush(): void {
    takeNotes();
    wire.flush();
  },
  dispose(): void {
    restore();
  },
};
