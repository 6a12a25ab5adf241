// What the host calls.

import * as classes from "./classes.js";
import { rememberStack, unrecorded, type Point } from "./engine.js";
import { guardExits } from "./exits.js";
import { install, type Outcome } from "./install.js";
import * as moment from "./moment.js";
import { atOnce } from "./replace.js";
import * as threads from "./threads.js";
import * as values from "./values.js";
import * as wire from "./wire.js";

interface Config {
  points: Point[];
  types: values.TypeSpec[];
}

interface Report {
  flavor: string;
  hooks: Outcome[];
}

rpc.exports = {
  install(config: Config): Report {
    if (!Java.available) {
      throw new Error("the process runs no Java");
    }
    let hooks: Outcome[] = [];
    Java.vm.perform((env) =>
      unrecorded(() => {
        classes.prepare(env);
        moment.prepare(env, (id, frames) => {
          rememberStack(id, frames);
          wire.addStack(id, frames);
        });
        threads.prepare(env.handle);
        values.prepare(env.handle, config.types);
        atOnce(env.handle, () => {
          hooks = install(config.points);
          guardExits(env);
        });
      }),
    );
    wire.start();
    return { flavor: Java.api.flavor, hooks };
  },
  flush(): void {
    wire.flush();
  },
};
