// Runtime permissions: the request, and its answer with the stack of the request.

import type { Kind, Point } from "../engine.js";
import { requestCode } from "./intent.js";
import { plain, recordArgs, result } from "./plain.js";
import { ask } from "./requests.js";

const ANSWER = "onRequestPermissionsResult";

/** Answers are recorded as the point of the method that gets them; without one, as their request's. */
export function permissionOf(points: Point[]): Kind {
  const answers = points.find((p) => p.method === ANSWER);
  return {
    choose: plain.choose,
    before(call) {
      const { env, self, point, caller } = call;
      recordArgs(call);
      if (requestCode(call) >= 0) {
        const base = point.classes[point.classes.length - 1]; // its own answer is empty, the app's is in a class below it
        ask(env, self, {
          point: answers ?? point,
          stack: caller.stack,
          callbacks: [{ interface: base, method: ANSWER, passes_on: false }],
        });
      }
    },
    after: result,
  };
}
