// What the host calls.

import * as classes from "./classes.js";
import * as engine from "./engine.js";
import { guardExits } from "./exits.js";
import { install, type Outcome } from "./install.js";
import { watching } from "./late.js";
import * as moment from "./moment.js";
import { atOnce } from "./replace.js";
import * as threads from "./threads.js";
import * as values from "./values.js";
import * as wire from "./wire.js";

interface Config {
  points: engine.Point[];
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
      engine.unrecorded(() => {
        classes.prepare(env);
        moment.prepare(env, (id, frames) => {
          engine.rememberStack(id, frames);
          wire.addStack(id, frames);
        });
        threads.prepare(env.handle);
        values.prepare(env.handle, config.types);
        engine.prepare(env.handle);
        atOnce(env.handle, () => guardExits(env));
        watching(env, config.points, () => {
          hooks = install(config.points, env.handle);
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
