// Classes that appear after the start: hooked when the runtime has prepared them, before any of their code runs. Each
// class loader's class of a name is hooked, for they are different classes.

import { className, classRef, loaderOf, withClass } from "../classes.js";
import { now, shared, SHARED, thread, tidOf, unwatchClasses, want, watchClasses } from "../../native/core.js";
import { unrecorded, whileAlive, type Point } from "../../engine.js";
import { install, installIn, taken, type Outcome, type Taken } from "../../install.js";
import * as jni from "../jni.js";
import { operating } from "../operation.js";
import { loadedAlready, watchMade } from "./prepared.js";
import { atOnce, exclusively, replace } from "./replace.js";
import { failed, tell } from "../../wire/wire.js";

/** A hook that went in late, as it is told to the host. */
export interface Late extends Outcome {
  mono: number;
  loader: string;
}

/** Classes of the platform, which no app's class loader makes. */
const BOOT = /^(java|javax|android|dalvik|com\.android)\./;
const waiting = new Map<string, Point[]>();
const known = new Map<string, jni.Ref[]>();
const queue: jni.Ref[] = [];
let installer = 0;
let blind: string | null = null;
/** Whether a desktop JVM tells of each class. */
let told = false;

const appeared = new NativeCallback(
  (env: NativePointer, cls: NativePointer) => {
    if (tidOf(thread()) === installer) {
      return; // a class that the agent itself has asked for
    }
    if (installer !== 0) {
      queue.push(jni.newGlobal(env, cls));
      return;
    }
    hook(env, cls);
  },
  "void",
  ["pointer", "pointer"],
);

/** Runs the `first` installation, and from then on watches for every class that one of the points names. All of it must
 * run on one thread, whose own classes are not looked at; those that others bring meanwhile are hooked at the end. */
export function* watching(env: BridgeEnv, points: Point[], first: Generator<void, void>): Generator<void, void> {
  const names = wait(points);
  installer = tidOf(thread());
  names.forEach(wanted);
  blind = watchAll(env.handle);
  try {
    yield* first;
    if (blind !== null && Java.api.flavor === "art") {
      atOnce(env.handle, () => watchLoaders(env));
    }
    names.forEach((name) => know(env, name));
  } finally {
    installer = 0;
  }
  catchUp(env);
}

/** Hooks further points in a process that runs: in classes that are there, and in those that appear from now on. */
export function watchAlso(env: BridgeEnv, points: Point[]): Outcome[] {
  const outcomes = new Map<string, Outcome>();
  const told = (all: Outcome[]): void =>
    all.filter((o) => outcomes.get(o.point)?.resolved !== true).forEach((o) => outcomes.set(o.point, o));
  const others = taken();
  const fresh = points.filter((point) => !point.classes.some((name) => known.has(name)));
  const names = wait(points);
  installer = tidOf(thread());
  names.forEach(wanted);
  try {
    for (const name of names) {
      const mine = points.filter((point) => point.classes.includes(name));
      for (const cls of known.get(name) ?? []) {
        told(inClass(env.handle, name, cls, mine, others));
      }
    }
    const installing = install(fresh, [], env.handle, Infinity, others);
    let step = installing.next();
    while (step.done !== true) {
      step = installing.next();
    }
    told(step.value);
    names.filter((name) => !known.has(name)).forEach((name) => know(env, name));
  } finally {
    installer = 0;
  }
  catchUp(env);
  return [...outcomes.values()];
}

/** Has points wait for their classes; gives the names of these. */
function wait(points: Point[]): string[] {
  for (const point of points) {
    for (const name of point.classes) {
      waiting.set(name, [...(waiting.get(name) ?? []), point]);
    }
  }
  return [...new Set(points.flatMap((point) => point.classes))];
}

function wanted(name: string): void {
  want(Memory.allocUtf8String(jni.descriptor(name)));
}

function know(env: BridgeEnv, name: string): void {
  const cls = classRef(env.handle, name);
  if (cls !== null) {
    known.set(name, [cls]);
  }
}

function catchUp(env: BridgeEnv): void {
  queue.splice(0).forEach((cls) => hook(env.handle, cls));
  if (Java.api.flavor === "art") {
    lookBack(env.handle);
  }
}

function inClass(env: jni.Ref, name: string, cls: jni.Ref, points: Point[], others?: Taken): Outcome[] {
  return withClass(env, name, cls, loaderOf(env, cls).ref, () =>
    installIn(new Java.ClassFactory(), points, name, env, others),
  );
}

/** Why not every class that appears later is seen, or null when each is. */
export function blindness(): string | null {
  return blind;
}

function watchAll(env: jni.Ref): string | null {
  shared.add(SHARED.late).writePointer(appeared);
  try {
    if (Java.api.flavor === "art") {
      watchMade(env, appeared);
    } else if (!watchClasses()) {
      throw new Error("the runtime does not tell of them");
    } else {
      told = true;
    }
    return null;
  } catch (error) {
    jni.cleared(env);
    const reason = `classes that appear later may be missed: ${(error as Error).message ?? error}`;
    failed(reason);
    return reason;
  }
}

/** Ends what `watchAll` began, before the agent goes: on a desktop JVM the next class that an app loads would call what is
 * gone with it. On ART the call is Frida's, which takes it out. */
export function unwatch(): void {
  if (told) {
    told = false;
    whileAlive(() => Java.vm.perform(unwatchClasses));
  }
}

/** Hooks what the app's own class loaders had loaded before the agent came. */
function lookBack(env: jni.Ref): void {
  try {
    const loaders = operating(() => Java.enumerateClassLoadersSync()).map((loader) => loader.$h);
    loadedAlready(env, loaders, waiting.keys(), (cls) => hook(env, cls));
  } catch (error) {
    jni.cleared(env);
    failed(`classes that the app had loaded before may be missed: ${(error as Error).message ?? error}`);
  }
}

function hook(env: jni.Ref, cls: jni.Ref): void {
  // Several threads may bring classes at once, and every call into the runtime lets another of them run here.
  exclusively(() =>
    unrecorded(() => {
      try {
        const name = className(env, cls);
        const same = known.get(name) ?? [];
        const points = waiting.get(name);
        if (points === undefined || same.some((c) => jni.isSame(env, c, cls) !== 0)) {
          return;
        }
        const kept = jni.newGlobal(env, cls);
        known.set(name, [...same, kept]);
        const loader = loaderOf(env, cls);
        const mono = now();
        const outcomes = inClass(env, name, kept, points);
        tell(outcomes.map((o) => ({ ...o, mono, loader: loader.name })));
      } catch (error) {
        jni.cleared(env);
        failed(error);
      }
    }),
  );
}

/** Where the runtime itself tells nothing: a class loader of the platform's kind says when it is made or gets more code; its classes are then asked for. */
function watchLoaders(env: BridgeEnv): void {
  let cls: BridgeClass;
  try {
    cls = Java.use("dalvik.system.BaseDexClassLoader");
  } catch (error) {
    failed(error);
    return;
  }
  const more = cls.$has("addDexPath") ? (cls.addDexPath as { overloads: BridgeMethod[] }).overloads : [];
  for (const method of [...cls.$init.overloads, ...more]) {
    replace(method, env, (original, e, self) => {
      const value = original();
      const thrown = jni.exceptionOccurred(e);
      if (thrown.isNull()) {
        unrecorded(() => askLoader(e, self));
      }
      return value;
    });
  }
}

function askLoader(env: jni.Ref, self: jni.Ref): void {
  try {
    const loader = Java.retain(Java.cast(self, Java.use("java.lang.ClassLoader")));
    const factory = Java.ClassFactory.get(loader);
    const mono = now();
    for (const [name, points] of waiting) {
      if (BOOT.test(name)) {
        continue; // every loader has these from the platform's
      }
      let cls: jni.Ref;
      try {
        cls = factory.use(name).$copyClassHandle(Java.vm.getEnv());
      } catch {
        continue; // not in this one
      }
      const same = known.get(name) ?? (classRef(env, name) === null ? [] : [classRef(env, name)!]);
      if (same.some((c) => jni.isSame(env, c, cls) !== 0)) {
        continue;
      }
      known.set(name, [...same, jni.newGlobal(env, cls)]);
      const outcomes = installIn(factory, points, name, env);
      tell(outcomes.map((o) => ({ ...o, mono, loader: loaderOf(env, cls).name })));
    }
  } catch (error) {
    jni.cleared(env);
    failed(error);
  }
}
