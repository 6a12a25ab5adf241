// Values that arrive later: the request names a listener, and the listener's own class gets a hook. What arrives is
// recorded with the stack of the request that asked for it.

import { className, classRef, pin } from "./classes.js";
import { makeBody, type Call, type Kind, type Point } from "./engine.js";
import * as jni from "./jni.js";
import { plain, recordArgs, result } from "./kinds.js";
import { atOnce, replace } from "./replace.js";
import { Tracked } from "./tracked.js";

interface Request {
  point: Point;
  stack: number;
}

const requests = new Tracked<Request>(2048);
const hooked = new Set<string>();

const arrival: Kind = {
  label: "callback",
  choose: (_points, env, _args, self) => requests.get(env, self)?.point ?? null,
  before(call) {
    recordArgs(call);
    call.caller.stack = requests.get(call.env, call.self)?.stack ?? call.caller.stack;
  },
  after: result,
};

export const listener: Kind = {
  choose: plain.choose,
  before(call) {
    recordArgs(call);
    const wanted = call.point.callback === null ? null : classRef(call.env, call.point.callback.interface);
    if (wanted === null) {
      return;
    }
    call.original.args.forEach((_type, i) => {
      const ref = call.args[i];
      if (ref instanceof NativePointer && !ref.isNull() && jni.isInstance(call.env, ref, wanted) !== 0) {
        requests.set(call.env, ref, { point: call.point, stack: call.caller.stack });
        watch(call, ref);
      }
    });
  },
  after: result,
};

function watch(call: Call, ref: jni.Ref): void {
  const { env, point } = call;
  const cls = jni.getClass(env, ref);
  const name = className(env, cls);
  const method = point.callback!.method;
  if (hooked.has(`${name}.${method}`)) {
    return;
  }
  hooked.add(`${name}.${method}`);
  pin(env, cls, name);
  const found = Java.use(name)[method] as { overloads: BridgeMethod[] } | undefined;
  const body = makeBody(arrival, [{ ...point, group: `${name}.${method}`, skip_callers: [] }], `${name}.${method}`);
  // At once: the listener may be called before the request returns.
  atOnce(env, () => found?.overloads.forEach((overload) => replace(overload, Java.vm.getEnv(), body)));
}
