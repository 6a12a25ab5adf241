// Bound services: the request, the connection when it is there, and (in binder.ts) every transaction with it.

import type { Callback, Kind } from "../engine.js";
import { byIntent, intentIn, told } from "./intent.js";
import { recordArgs, result } from "./plain.js";
import { ask } from "./requests.js";

const CONNECTED: Callback = {
  interface: "android.content.ServiceConnection",
  method: "onServiceConnected",
  passes_on: false,
};

export const service: Kind = {
  choose: (points, env, args) => byIntent(points, env, args),
  before(call) {
    const { env, args, point, caller } = call;
    recordArgs(call);
    const ref = intentIn(env, args);
    const intent = ref === null ? null : told(env, ref);
    const about = { t: "request", x: intent === null ? "" : intent.action || intent.component || intent.package };
    args.forEach((arg) => ask(env, arg, { point, stack: caller.stack, callbacks: [CONNECTED], about }));
  },
  after: result,
};
