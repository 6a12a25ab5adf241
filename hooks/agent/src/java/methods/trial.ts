// On ART: whether hooks work as they should, tried before any of the app's methods is hooked. A class of the agent's own is
// hooked while it is not initialised, as an app's own classes are at a start, and then called by code that the runtime's
// interpreter runs; once as it is initialised, and once more.

import { loaderOf, withClass } from "../classes.js";
import { helperClass, prepare as loadHelper } from "../helper.js";
import * as jni from "../jni.js";
import { check, doubt } from "./keep.js";
import { atOnce, replace } from "./replace.js";

/** What was found out: null when it could not be tried, and why. */
export interface Found {
  proved: boolean | null;
  reason: string | null;
}

const PROBE = "agent.Probe";
/** What Probe.Use.run() gives, when both originals have run. */
const SUM = 5;
const CALLS = 2;

let found: Found = { proved: null, reason: "the agent's own classes are not loaded" };

/** What the trial has found. */
export function tried(): Found {
  return found;
}

/** Must run once on ART, after keep.ts and before the first hook. Tells keep.ts what it must not believe. */
export function tryHooks(env: BridgeEnv): void {
  if (Java.api.flavor !== "art") {
    return;
  }
  try {
    loadHelper(env.handle);
    found = tryProbe(env);
  } catch (error) {
    jni.cleared(env.handle);
    found = { proved: null, reason: String((error as Error).message ?? error).slice(0, 200) };
  }
}

function tryProbe(env: BridgeEnv): Found {
  const e = env.handle;
  const probe = helperClass(e, PROBE);
  const use = helperClass(e, `${PROBE}$Use`);
  let calls = 0;
  let refused: unknown = null;
  withClass(e, PROBE, probe, loaderOf(e, probe).ref, () =>
    atOnce(e, () => {
      const cls = new Java.ClassFactory().use(PROBE);
      for (const name of ["fixed", "own"]) {
        for (const method of (cls[name] as { overloads: BridgeMethod[] }).overloads) {
          replace(
            method,
            env,
            (original) => {
              calls++;
              return original();
            },
            (error) => (refused ??= error),
          );
        }
      }
    }),
  );
  const run = jni.staticMethod(e, use, "run", "()I");
  const seen: number[] = [];
  for (let i = 0; i < 2; i++) {
    calls = 0;
    const sum = jni.callStatic(e, use, run, "I", []) as number;
    if (jni.cleared(e) || sum !== SUM) {
      throw new Error(`a hooked class of the agent's own gives ${sum}, not ${SUM}`);
    }
    seen.push(calls);
    check(); // what was taken off is in again for the second time
  }
  if (refused !== null) {
    throw refused;
  }
  if (seen[1] < CALLS) {
    const reason = `this Android's runtime goes past hooks: of ${CALLS} calls of a class of the agent's own ${seen[1]} were seen`;
    doubt("all", reason);
    return { proved: false, reason };
  }
  if (seen[0] < CALLS) {
    const reason = `this Android's runtime takes hooks off when it initialises a class: of ${CALLS} calls ${seen[0]} were seen`;
    doubt("unsettled", reason);
    return { proved: false, reason };
  }
  return { proved: true, reason: null };
}
