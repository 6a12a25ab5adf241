// A bar before the app's first line, for hooks that are not all in when the process must attach to the system.
//
// Once it has, the system tells it which app it is, and its main thread runs handleBindApplication (AOSP
// frameworks/base, core/java/android/app/ActivityThread.java: private; read in a copy of Android 16, quoted so in texts on older ones).
// The app's class loader, its Application and its providers are made in there: who waits at its entry has run nothing of
// the app. Where there is no such method nothing is barred, and the process waits where it is, as long as it may.

import * as jni from "./jni.js";
import { atOnce, replace } from "./methods/replace.js";

/** How long the main thread waited, and whether it went on before it was let. */
export interface Waited {
  ms: number;
  passed: boolean;
}

const THREAD = "android.app.ActivityThread";
const METHOD = "handleBindApplication";
const PAUSE_S = 0.005;

let closed = false;
let begun = 0;
let ms = 0;
let passed = false;

/** The runtime is not held up by a thread that waits here: it is in native code, and a pause lets go of JavaScript. */
function wait(patienceMs: number): void {
  begun ||= Date.now();
  while (closed && Date.now() - begun < patienceMs) {
    Thread.sleep(PAUSE_S);
  }
  ms = Date.now() - begun;
  passed ||= closed;
}

/** Puts the bar there. Gives whether there is a place for it. */
export function bar(env: BridgeEnv, patienceMs: number): boolean {
  let methods: BridgeMethod[];
  try {
    methods = (Java.use(THREAD)[METHOD] as { overloads?: BridgeMethod[] } | undefined)?.overloads ?? [];
  } catch {
    return false; // no process of an app
  }
  let placed = 0;
  closed = true;
  atOnce(env.handle, () => {
    for (const method of methods) {
      placed++;
      const failed = (): void => void placed--;
      replace(
        method,
        env,
        (original, _env: jni.Ref) => {
          wait(patienceMs);
          return original();
        },
        failed,
      );
    }
  });
  closed = placed > 0;
  return closed;
}

/** Opens it, for good. */
export function unbar(): Waited {
  if (closed && begun !== 0 && !passed) {
    ms = Date.now() - begun; // it is waiting
  }
  closed = false;
  return { ms, passed };
}
