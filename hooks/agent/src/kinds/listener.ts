// A call that names who is to be told later, or gives back what will know later.

import type { Kind } from "../engine.js";
import { plain, recordArgs, result } from "./plain.js";
import { ask, askedBy } from "./requests.js";

export const listener: Kind = {
  choose: plain.choose,
  before(call) {
    recordArgs(call);
    call.args.forEach((ref) => ask(call.env, ref, askedBy(call)));
  },
  after(call, value) {
    ask(call.env, value, askedBy(call));
    return result(call, value);
  },
};
