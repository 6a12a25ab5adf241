// The self-test: one harmless call through each family of hooks, made as the app would make it, before the app's first
// line. What comes of it is seen by the host, so that everything between a hook and a row is tested. Calls go to the
// originals with arguments that those refuse at once (no object, no such file, a closed socket), or compute a digest.
//
// On ART a call by JNI proves nothing of the app's: it takes the method's entry point, and an interpreter may go past that.
// There the calls are made by code of the agent's own (helper/src), which the interpreter runs.

import { classRef } from "./java/classes.js";
import { helperClass } from "./java/helper.js";
import * as jni from "./java/jni.js";
import { check } from "./java/methods/keep.js";
import { compile, refuseMisfits } from "./native/compiled.js";
import source from "./native/canaries.c";
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

interface Canary {
  family: string;
  points: string[];
  /** The class of the helper's that makes the call, and of what it is called on, when that is an object. */
  code: string;
  of?: string;
  call(env: jni.Ref): void;
}

const MARK = "harness.canary";

function named(env: jni.Ref, name: string): jni.Ref {
  const cls = classRef(env, name);
  if (cls === null) {
    throw new Error(`no class ${name}`);
  }
  return cls;
}

function text(env: jni.Ref, value: string): jni.Ref {
  return jni.newString(env, value);
}

/** Calls go through the runtime's own method ids: the bridge's calls would go past the hooks. */
function onClass(
  env: jni.Ref,
  name: string,
  method: string,
  sig: string,
  types: string[] = [],
  ...args: unknown[]
): jni.Ref {
  const cls = named(env, name);
  return jni.callStatic(env, cls, jni.staticMethod(env, cls, method, sig), "L", types, ...args) as jni.Ref;
}

function on(
  env: jni.Ref,
  self: jni.Ref,
  name: string,
  method: string,
  sig: string,
  types: string[] = [],
  ...args: unknown[]
): void {
  if (jni.cleared(env) || self.isNull()) {
    throw new Error(`no object of ${name}`);
  }
  jni.callMethod(
    env,
    self,
    jni.instanceMethod(env, named(env, name), method, sig),
    sig[sig.indexOf(")") + 1].replace("[", "L"),
    types,
    ...args,
  );
}

/** An object whose constructor has not run: every method that needs the object ends in an exception. */
function hollow(env: jni.Ref, name: string): jni.Ref {
  return jni.allocate(env, named(env, name));
}

function made(env: jni.Ref, name: string, value: jni.Ref): jni.Ref {
  const self = hollow(env, name);
  on(env, self, name, "<init>", "(Ljava/lang/String;)V", ["pointer"], value);
  return self;
}

const CONTEXT = "android.app.ContextImpl";
const RESOLVER = "android.app.ContextImpl$ApplicationContentResolver";
const LOCATION = "android.location.LocationManager";
const SETTINGS = "android.provider.Settings$Secure";
const RUNTIME = "java.lang.Runtime";
const DIGEST = "java.security.MessageDigest";
const P = "pointer";
/** What a call throws that the runtime could not even make. */
const LINKAGE = "java.lang.LinkageError";

const CANARIES: Canary[] = [
  {
    family: "method",
    points: ["timezone.getDefault"],
    code: "Method",
    call: (env) => void onClass(env, "java.util.TimeZone", "getDefault", "()Ljava/util/TimeZone;"),
  },
  {
    family: "constructor",
    points: ["file.init"],
    code: "Constructor",
    call: (env) => void made(env, "java.io.FileInputStream", NULL),
  },
  {
    family: "settings",
    points: ["settings.secure.android_id"],
    code: "Secure",
    call: (env) =>
      void onClass(
        env,
        SETTINGS,
        "getString",
        "(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;",
        [P, P],
        NULL,
        text(env, "android_id"),
      ),
  },
  {
    family: "provider",
    points: ["cr.query"],
    code: "Query",
    of: RESOLVER,
    call: (env) =>
      on(
        env,
        hollow(env, RESOLVER),
        RESOLVER,
        "query",
        "(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;",
        [P, P, P, P, P],
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
      ),
  },
  {
    family: "listener",
    points: ["loc.requestLocationUpdates"],
    code: "Listen",
    of: LOCATION,
    call: (env) =>
      on(
        env,
        hollow(env, LOCATION),
        LOCATION,
        "requestLocationUpdates",
        "(Ljava/lang/String;JFLandroid/location/LocationListener;)V",
        [P, "int64", "double", P],
        NULL,
        0,
        0,
        NULL,
      ),
  },
  {
    family: "crypto",
    points: ["digest.digest", "digest.update"],
    code: "Digest",
    call: (env) => {
      const digest = onClass(
        env,
        DIGEST,
        "getInstance",
        "(Ljava/lang/String;)Ljava/security/MessageDigest;",
        [P],
        text(env, "SHA-256"),
      );
      on(env, digest, DIGEST, "digest", "([B)[B", [P], jni.newByteArray(env, 8));
    },
  },
  {
    family: "exec",
    points: ["runtime.exec"],
    code: "Exec",
    call: (env) =>
      on(
        env,
        onClass(env, RUNTIME, "getRuntime", "()Ljava/lang/Runtime;"),
        RUNTIME,
        "exec",
        "(Ljava/lang/String;)Ljava/lang/Process;",
        [P],
        text(env, ""),
      ),
  },
  {
    family: "intent",
    points: ["start.startService"],
    code: "Start",
    of: CONTEXT,
    call: (env) =>
      on(
        env,
        hollow(env, CONTEXT),
        CONTEXT,
        "startService",
        "(Landroid/content/Intent;)Landroid/content/ComponentName;",
        [P],
        made(env, "android.content.Intent", text(env, MARK)),
      ),
  },
  {
    family: "service",
    points: ["start.bindService"],
    code: "Bind",
    of: CONTEXT,
    call: (env) =>
      on(
        env,
        hollow(env, CONTEXT),
        CONTEXT,
        "bindService",
        "(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z",
        [P, P, "int"],
        made(env, "android.content.Intent", text(env, MARK)),
        NULL,
        0,
      ),
  },
  {
    family: "receiver",
    points: ["receiver.register"],
    code: "Receive",
    of: CONTEXT,
    call: (env) =>
      on(
        env,
        hollow(env, CONTEXT),
        CONTEXT,
        "registerReceiver",
        "(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)Landroid/content/Intent;",
        [P, P],
        NULL,
        made(env, "android.content.IntentFilter", text(env, MARK)),
      ),
  },
  {
    family: "permission",
    points: ["perm.activity.requestPermissions"],
    code: "Ask",
    of: "android.app.Activity",
    call: (env) =>
      on(
        env,
        hollow(env, "android.app.Activity"),
        "android.app.Activity",
        "requestPermissions",
        "([Ljava/lang/String;I)V",
        [P, "int"],
        NULL,
        -1,
      ),
  },
];

/** Families of native hooks, with the functions that canaries.c calls, and its names for them. */
const NATIVE: {
  family: string;
  points: string[];
  symbol: string;
  field: "open" | "connect" | "sendto" | "property" | "execve";
}[] = [
  { family: "file", points: ["file.sys.wlan0"], symbol: "open", field: "open" },
  { family: "socket", points: ["native.connect"], symbol: "connect", field: "connect" },
  { family: "native", points: ["native.sendto"], symbol: "sendto", field: "sendto" },
  { family: "property", points: ["native.property.serial"], symbol: "__system_property_get", field: "property" },
  { family: "command", points: ["native.execve"], symbol: "execve", field: "execve" },
];
const PATIENCE_MS = 3000;

const kept: unknown[] = [];

function symbolOf(name: string): NativePointer {
  return Module.findGlobalExportByName(name) ?? NULL;
}

function singNatively(): Promise<boolean> {
  const { module, facts } = compile(source, null, []);
  const P = "pointer";
  const WORK = facts.struct("work", { open: P, connect: P, sendto: P, property: P, execve: P, begun: P, done: P });
  refuseMisfits();
  const work = Memory.alloc(WORK.size);
  let tid = 0;
  const begun = new NativeCallback(
    () => {
      tid = Process.getCurrentThreadId();
      canary(tid, true);
    },
    "void",
    [],
  );
  NATIVE.forEach(({ symbol, field }) => work.add(WORK[field]).writePointer(symbolOf(symbol)));
  work.add(WORK.begun).writePointer(begun);
  kept.push(work, module, begun);
  const create = new NativeFunction(Module.getGlobalExportByName("pthread_create"), "int", [
    "pointer",
    "pointer",
    "pointer",
    "pointer",
  ]);
  const detach = new NativeFunction(Module.getGlobalExportByName("pthread_detach"), "int", ["pointer"]);
  const thread = Memory.alloc(8);
  if (create(thread, NULL, module.sing as NativePointer, work) !== 0) {
    return Promise.resolve(false);
  }
  detach(thread.readPointer());
  const end = Date.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const look = (): void => {
      const done = work.add(WORK.done).readPointer().toInt32() === 1;
      if (!done && Date.now() < end) {
        setTimeout(look, 2);
        return;
      }
      canary(tid, false);
      if (done) {
        kept.length = 0;
      }
      resolve(done);
    };
    look();
  });
}

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
