// The self-test: one harmless call through each family of hooks, made as the app would make it, before the app's first
// line. What comes of it is seen by the host, so that everything between a hook and a row is tested. Calls go to the
// originals with arguments that those refuse at once (no object, no such file, a closed socket), or compute a digest.
//
// On ART a call by JNI proves nothing of the app's: it takes the method's entry point, and an interpreter may go past that.
// There the calls are made by code of the agent's own (helper/src), which the interpreter runs.

import { CANARIES, hollow, named, type Canary } from "./java/canaries.js";
import { helperClass } from "./java/helper.js";
import * as jni from "./java/jni.js";
import { check } from "./java/methods/keep.js";
import { NATIVE, singNatively, symbolOf } from "./native/canaries.js";
import { blindness } from "./java/methods/late.js";
import { tried as trial } from "./java/methods/trial.js";
import { throwableText } from "./java/threads.js";
import { canary, failed } from "./wire/wire.js";

/** What was tried: the points of which one must have seen the call, whether it was made, and what went wrong, if so. */
export interface Tried {
  family: string;
  points: string[];
  called: boolean;
  error: string | null;
  /** Of a family that the agent itself has tried: whether it works. */
  seen?: boolean;
}

/** What a call throws that the runtime could not even make. */
const LINKAGE = "java.lang.LinkageError";

/** Calls by code that the runtime's interpreter runs. Throws when it cannot be had. */
function callFromDex(env: jni.Ref, { code, of }: Canary): void {
  const cls = helperClass(env, `agent.Calls$${code}`);
  const run = jni.staticMethod(env, cls, "run", "(Ljava/lang/Object;)V");
  jni.callStatic(env, cls, run, "V", ["pointer"], of === undefined ? NULL : hollow(env, of));
}

/** What a canary ended with: an error that says that its call was never made, or null. */
function notMade(env: jni.Ref): string | null {
  const thrown = jni.exceptionOccurred(env);
  if (thrown.isNull()) {
    return null;
  }
  jni.cleared(env);
  return jni.isInstance(env, thrown, named(env, LINKAGE)) !== 0 ? throwableText(env, thrown) : null;
}

/** What the agent has found out about itself on ART. */
function foundOut(): Tried[] {
  const reason = blindness();
  const { proved, reason: error } = trial();
  return [
    { family: "initialised", points: [], called: proved !== null, error, ...(proved === null ? {} : { seen: proved }) },
    { family: "late", points: [], called: true, error: reason, seen: reason === null },
  ];
}

function singInJava(): Tried[] {
  if (!Java.available) {
    return CANARIES.map(({ family, points }) => ({ family, points, called: false, error: "the process runs no Java" }));
  }
  const tid = Process.getCurrentThreadId();
  const onArt = Java.api.flavor === "art";
  const tried: Tried[] = [];
  Java.vm.perform((env) => {
    canary(tid, true);
    try {
      for (const each of CANARIES) {
        const { family, points } = each;
        jni.pushFrame(env.handle, 32);
        try {
          if (onArt) {
            callFromDex(env.handle, each);
          } else {
            each.call(env.handle);
          }
          const error = notMade(env.handle); // else the original refused, as it should
          if (error !== null) {
            throw new Error(error);
          }
        } catch (error) {
          jni.cleared(env.handle);
          tried.push({ family, points, called: false, error: String((error as Error).message ?? error).slice(0, 200) });
          continue;
        } finally {
          jni.popFrame(env.handle, NULL);
        }
        tried.push({ family, points, called: true, error: null });
      }
    } finally {
      canary(tid, false);
    }
  });
  if (onArt) {
    check();
    tried.push(...foundOut());
  }
  return tried;
}

/** Calls every family's canary once; what was seen of them arrives as events of kind `canary`. */
export async function sing(): Promise<Tried[]> {
  const tried = singInJava();
  let done = false;
  try {
    done = await singNatively();
  } catch (error) {
    failed(error);
  }
  return [
    ...tried,
    ...NATIVE.map(({ family, points, symbol }) => ({
      family,
      points,
      called: !symbolOf(symbol).isNull(),
      error: symbolOf(symbol).isNull()
        ? `no library exports ${symbol}`
        : done
          ? null
          : "the calls did not come to an end",
    })),
  ];
}
