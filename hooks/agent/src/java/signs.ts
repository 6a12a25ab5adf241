// Signs that an app is packed, as it runs: libraries of known packers, an application that is not the one the manifest
// names, classes that come from another loader than the app's own. Nothing is hooked for this.

import { className, classRef, loaderOf } from "./classes.js";
import { now } from "../native/core.js";
import * as jni from "./jni.js";
import { failed, sign } from "../wire/wire.js";

const told = new Set<string>();

function once(kind: string, name: string, detail: string): void {
  const key = `${kind} ${name} ${detail}`;
  if (!told.has(key)) {
    told.add(key);
    sign({ kind, name, detail, mono: now() });
  }
}

/** Tells of libraries with these names (globs with `*`), those that are there and those that are loaded later. */
export function watchLibraries(globs: string[]): void {
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .split("*")
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}$`,
      ),
  );
  const look = (library: Module): void => {
    if (patterns.some((pattern) => pattern.test(library.name))) {
      once("library", library.name, library.path);
    }
  };
  if (patterns.length === 0) {
    return;
  }
  Process.enumerateModules().forEach(look);
  Process.attachModuleObserver({ onAdded: look });
}

/** Tells the class of the application object that there is now, and what loaded it. */
export function lookAtApplication(env: jni.Ref): void {
  const owner = classRef(env, "android.app.ActivityThread");
  if (owner === null) {
    return;
  }
  jni.pushFrame(env, 16);
  try {
    const get = jni.staticMethod(env, owner, "currentApplication", "()Landroid/app/Application;");
    const application = jni.callStatic(env, owner, get, "L", []) as jni.Ref;
    if (!jni.cleared(env) && !application.isNull()) {
      const cls = jni.getClass(env, application);
      once("application", className(env, cls), loaderOf(env, cls).name);
    }
  } catch (error) {
    jni.cleared(env);
    failed(error);
  } finally {
    jni.popFrame(env, NULL);
  }
}
