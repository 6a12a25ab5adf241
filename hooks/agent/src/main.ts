// What the host calls.

import * as arttraces from "./java/stacks/arttraces.js";
import * as bind from "./java/bind.js";
import * as bundle from "./java/values/bundle.js";
import * as classes from "./java/classes.js";
import * as collections from "./java/values/collections.js";
import * as commands from "./kinds/commands.js";
import * as engine from "./engine.js";
import { refuseMisfits } from "./native/compiled.js";
import { now } from "./native/core.js";
import { guardExits, guardNativeExits } from "./native/exits.js";
import * as field from "./kinds/field.js";
import { holdForks } from "./native/forks.js";
import { takeNotes } from "./native/forked.js";
import type { NativePoint } from "./native/functions.js";
import { restore, takenOut } from "./native/entry.js";
import { rememberStack } from "./inside.js";
import { absent, install, type Outcome } from "./install.js";
import * as keep from "./java/methods/keep.js";
import { watchAlso, watching, unwatch } from "./java/methods/late.js";
import * as moment from "./java/stacks/moment.js";
import { anyCommand, installNatives, isNative, waitForHooks } from "./native/natives.js";
import * as origin from "./native/origin.js";
import { startRoute, stopRoute, takeDatagrams, type RouteConfig } from "./native/route.js";
import { direct } from "./java/methods/reflection.js";
import { atOnce, exclusively } from "./java/methods/replace.js";
import { sing, type Tried } from "./selftest.js";
import { lookAtApplication, watchLibraries } from "./java/signs.js";
import * as threads from "./java/threads.js";
import * as traces from "./java/stacks/traces.js";
import { tryHooks } from "./java/methods/trial.js";
import * as values from "./java/values/values.js";
import * as wire from "./wire/wire.js";

interface Config {
  points: NativePoint[];
  types: values.TypeSpec[];
  /** Names of libraries to be told of. */
  libraries: string[];
  /** Whether processes that are forked wait for the host. */
  hold_forks: boolean;
  /** Whether hooks go in little by little, so that `step` can end in time. */
  in_parts: boolean;
  /** How the app's connections come to the proxy, when the agent brings them there. */
  route?: RouteConfig | null;
}

interface Report {
  flavor: string;
  hooks: Outcome[];
}

/** How many methods are replaced at a time where there is not all the time in the world. */
const PART = 64;
/** How long the end of the installation waits until native hooks are in place. */
const PATIENCE_MS = 2000;

let left: Generator<void, void> | null = null;
let report: Report | null = null;

/** Runs part of the installation, on the thread on which all of it runs. */
function advance(steps: Generator<void, void>): boolean {
  if (!Java.available) {
    return steps.next().done === true;
  }
  return Java.vm.perform(() =>
    engine.unrecorded(() => {
      let done = false;
      exclusively(() => void (done = steps.next().done === true));
      return done;
    }),
  );
}

function* installJava(config: Config): Generator<void, Outcome[]> {
  const points = config.points.filter((p) => !isNative(p));
  if (!Java.available) {
    return points.map((p) => absent(p.id, "no_java", "the process runs no Java"));
  }
  const env = Java.vm.getEnv();
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
  keep.prepare();
  tryHooks(env);
  arttraces.prepare(env);
  atOnce(env.handle, () => guardExits(env));
  yield;
  let hooks: Outcome[] = [];
  yield* watching(
    env,
    points,
    (function* () {
      hooks = yield* install(points, config.points.filter(anyCommand), env.handle, config.in_parts ? PART : Infinity);
    })(),
  );
  field.poll(env.handle);
  return hooks;
}

function* installAll(config: Config): Generator<void, void> {
  const java = yield* installJava(config);
  const natives = installNatives(config.points.filter(isNative), (hook) =>
    wire.tell([{ ...hook, mono: now(), loader: "native" }]),
  );
  if (config.route) {
    startRoute(config.route);
  }
  guardNativeExits();
  watchLibraries(config.libraries);
  if (config.hold_forks) {
    holdForks();
  }
  waitForHooks(PATIENCE_MS);
  wire.drainedWith(takeNotes);
  wire.start();
  report = { flavor: Java.available ? Java.api.flavor : "none", hooks: merged([...java, ...natives]) };
}

/** A point of both sides is hooked when it is on one of them. */
function merged(all: Outcome[]): Outcome[] {
  const byPoint = new Map<string, Outcome>();
  for (const outcome of all) {
    const other = byPoint.get(outcome.point);
    byPoint.set(
      outcome.point,
      other === undefined || !other.resolved
        ? outcome
        : outcome.resolved
          ? { ...outcome, overloads: outcome.overloads + other.overloads }
          : other,
    );
  }
  return [...byPoint.values()];
}

/** Native hooks are looked at. */
function checkEntries(): void {
  for (const name of takenOut()) {
    wire.failed(`the hook of ${name} was taken out of the process`);
  }
}

rpc.exports = {
  /** Begins to install hooks; `step` does the work. */
  begin(config: Config): void {
    refuseMisfits();
    left = installAll(config);
  },
  /** Installs hooks for so many milliseconds (0: until all are in). Gives whether all are in. */
  step(budgetMs: number): boolean {
    const end = budgetMs > 0 ? Date.now() + budgetMs : Infinity;
    while (left !== null) {
      if (advance(left)) {
        left = null;
      } else if (Date.now() >= end) {
        return false;
      }
    }
    return true;
  },
  /** What became of each point. */
  finish(): Report {
    checkEntries();
    return report!;
  },
  /** Has the main thread wait before it does anything for the app, so long at most. Gives whether it will. */
  bar(patienceMs: number): boolean {
    return Java.available && Java.vm.perform((env) => engine.unrecorded(() => bind.bar(env, patienceMs)));
  },
  /** Lets the main thread go on. */
  unbar(): bind.Waited {
    return bind.unbar();
  },
  /** Records what fields hold now, and looks at the application. */
  poll(): void {
    checkEntries();
    if (Java.available) {
      Java.vm.perform((env) =>
        engine.whileAlive(() => {
          keep.check();
          field.poll(env.handle);
          lookAtApplication(env.handle);
        }),
      );
    }
  },
  /** Calls every family of hooks once. */
  selftest(): Promise<Tried[]> {
    return sing();
  },
  /** Hooks further points in Java, in the process as it runs. Gives what became of each. */
  more(points: NativePoint[]): Outcome[] {
    if (!Java.available) {
      return points.map((p) => absent(p.id, "no_java", "the process runs no Java"));
    }
    let hooks: Outcome[] = [];
    Java.vm.perform(() =>
      engine.unrecorded(() => exclusively(() => void (hooks = watchAlso(Java.vm.getEnv(), points)))),
    );
    return hooks;
  },
  /** Only counts calls of these points (their indexes) from now on, and records those of all others. */
  silence(points: number[]): void {
    wire.silence(points);
  },
  /** Calls that this thread makes, on which all scripts of the host run, are the host's own from now on, or no more. */
  own(yes: boolean): void {
    wire.flush();
    wire.canary(Process.getCurrentThreadId(), yes);
  },
  flush(): void {
    checkEntries();
    takeNotes();
    takeDatagrams();
    wire.flush();
  },
  dispose(): void {
    bind.unbar();
    stopRoute();
    unwatch();
    restore();
  },
};
