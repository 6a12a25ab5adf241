// The self-test: one harmless call through each family of hooks, made as the app would make it, before the app's first
// line. What comes of it is seen by the host, so that everything between a hook and a row is tested. Calls go to the
// originals with arguments that those refuse at once (no object, no such file, a closed socket), or compute a digest.

import * as jni from "./jni.js";
import { canary, failed } from "./wire.js";

/** What was tried: the points of which one must have seen the call, and why it could not be made, if so. */
export interface Tried {
  family: string;
  points: string[];
  error: string | null;
}

interface Canary {
  family: string;
  points: string[];
  call(env: BridgeEnv): void;
}

type Callable = { overload(...types: string[]): { call(self: unknown, ...args: unknown[]): unknown } };

const S = "java.lang.String";
const INTENT = "android.content.Intent";
const MARK = "harness.canary";

function method(owner: BridgeClass, name: string): Callable {
  return owner[name] as Callable;
}

/** An object whose constructor has not run: every method that needs the object ends in an exception. */
function hollow(env: BridgeEnv, name: string): { owner: BridgeClass; self: unknown } {
  const owner = Java.use(name);
  const ref = jni.allocate(env.handle, owner.$copyClassHandle(env));
  if (jni.cleared(env.handle) || ref.isNull()) {
    throw new Error(`no object of ${name}`);
  }
  return { owner, self: Java.cast(ref, owner) };
}

function made(name: string, type: string, value: string): unknown {
  return (Java.use(name) as unknown as { $new: Callable }).$new.overload(type).call(Java.use(name), value);
}

function onContext(env: BridgeEnv, name: string, types: string[], ...args: unknown[]): void {
  const { owner, self } = hollow(env, "android.app.ContextImpl");
  method(owner, name).overload(...types).call(self, ...args);
}

const CANARIES: Canary[] = [
  {
    family: "method", points: ["timezone.getDefault"],
    call: () => void method(Java.use("java.util.TimeZone"), "getDefault").overload().call(Java.use("java.util.TimeZone")),
  },
  {
    family: "constructor", points: ["file.init"],
    call: () => void made("java.io.FileInputStream", S, null as unknown as string),
  },
  {
    family: "settings", points: ["settings.secure.android_id"],
    call: () => {
      const owner = Java.use("android.provider.Settings$Secure");
      method(owner, "getString").overload("android.content.ContentResolver", S).call(owner, null, "android_id");
    },
  },
  {
    family: "provider", points: ["cr.query"],
    call: (env) => {
      const { owner, self } = hollow(env, "android.app.ContextImpl$ApplicationContentResolver");
      method(owner, "query").overload("android.net.Uri", `[L${S};`, S, `[L${S};`, S).call(self, null, null, null, null, null);
    },
  },
  {
    family: "listener", points: ["loc.requestLocationUpdates"],
    call: (env) => {
      const { owner, self } = hollow(env, "android.location.LocationManager");
      const types = [S, "long", "float", "android.location.LocationListener"];
      method(owner, "requestLocationUpdates").overload(...types).call(self, null, 0, 0, null);
    },
  },
  {
    family: "crypto", points: ["digest.digest", "digest.update"],
    call: () => {
      const owner = Java.use("java.security.MessageDigest");
      const digest = method(owner, "getInstance").overload(S).call(owner, "SHA-256");
      method(owner, "digest").overload("[B").call(digest, [104, 97, 114, 110, 101, 115, 115]);
    },
  },
  {
    family: "exec", points: ["runtime.exec"],
    call: () => {
      const owner = Java.use("java.lang.Runtime");
      const runtime = method(owner, "getRuntime").overload().call(owner);
      method(owner, "exec").overload(S).call(runtime, "");
    },
  },
  { family: "intent", points: ["start.startService"], call: (env) => onContext(env, "startService", [INTENT], made(INTENT, S, MARK)) },
  {
    family: "service", points: ["start.bindService"],
    call: (env) => onContext(env, "bindService", [INTENT, "android.content.ServiceConnection", "int"], made(INTENT, S, MARK), null, 0),
  },
  {
    family: "receiver", points: ["receiver.register"],
    call: (env) => {
      const types = ["android.content.BroadcastReceiver", "android.content.IntentFilter"];
      onContext(env, "registerReceiver", types, null, made("android.content.IntentFilter", S, MARK));
    },
  },
  {
    family: "permission", points: ["perm.activity.requestPermissions"],
    call: (env) => {
      const { owner, self } = hollow(env, "android.app.Activity");
      method(owner, "requestPermissions").overload(`[L${S};`, "int").call(self, null, -1);
    },
  },
];

/** Families of native hooks, with the functions that a thread of its own calls: Frida's own calls are nobody's. */
const NATIVE: { family: string; points: string[]; symbol: string }[] = [
  { family: "file", points: ["file.sys.wlan0"], symbol: "open" },
  { family: "socket", points: ["native.connect"], symbol: "connect" },
  { family: "native", points: ["native.sendto"], symbol: "sendto" },
  { family: "property", points: ["native.property.serial"], symbol: "__system_property_get" },
  { family: "command", points: ["native.execve"], symbol: "execve" },
];
const WORK = { begun: 8 * NATIVE.length, done: 8 * NATIVE.length + 8, size: 8 * NATIVE.length + 16 } as const;
const PATIENCE_MS = 3000;

const SOURCE = `
typedef unsigned long word;
struct work {
  int (*open) (const char *, int);
  int (*connect) (int, const void *, unsigned);
  long (*sendto) (int, const void *, word, int, const void *, unsigned);
  int (*property) (const char *, char *);
  int (*execve) (const char *, char **, char **);
  void (*begun) (void);
  volatile long done;
};

void *sing (void *data) {
  struct work *w = data;
  unsigned char address[16] = { 2, 0, 0, 9, 127, 0, 0, 1 };
  char value[128], *argv[2];
  argv[0] = "harness-canary";
  argv[1] = 0;
  w->begun ();
  if (w->open) w->open ("/sys/class/net/harness-canary/address", 0);
  if (w->connect) w->connect (-1, address, 16);
  if (w->sendto) w->sendto (-1, "c", 1, 0, address, 16);
  if (w->property) w->property ("ro.serialno", value);
  if (w->execve) w->execve ("/harness-canary", argv, argv + 1);
  w->done = 1;
  return 0;
}
`;

const kept: unknown[] = [];

function symbolOf(name: string): NativePointer {
  return Module.findGlobalExportByName(name) ?? NULL;
}

function singNatively(): Promise<boolean> {
  const work = Memory.alloc(WORK.size);
  const module = new CModule(SOURCE);
  let tid = 0;
  const begun = new NativeCallback(() => {
    tid = Process.getCurrentThreadId();
    canary(tid, true);
  }, "void", []);
  NATIVE.forEach(({ symbol }, i) => work.add(8 * i).writePointer(symbolOf(symbol)));
  work.add(WORK.begun).writePointer(begun);
  kept.push(work, module, begun);
  const create = new NativeFunction(Module.getGlobalExportByName("pthread_create"), "int", ["pointer", "pointer", "pointer", "pointer"]);
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

function singInJava(): Tried[] {
  if (!Java.available) {
    return CANARIES.map(({ family, points }) => ({ family, points, error: "the process runs no Java" }));
  }
  const tid = Process.getCurrentThreadId();
  const tried: Tried[] = [];
  Java.vm.perform((env) => {
    canary(tid, true);
    try {
      for (const { family, points, call } of CANARIES) {
        jni.pushFrame(env.handle, 32);
        try {
          call(env);
        } catch (error) {
          jni.cleared(env.handle); // the original refused, as it should
          tried.push({ family, points, error: String((error as Error).message ?? error).slice(0, 200) });
          continue;
        } finally {
          jni.popFrame(env.handle, NULL);
        }
        tried.push({ family, points, error: null });
      }
    } finally {
      canary(tid, false);
    }
  });
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
  return [...tried, ...NATIVE.map(({ family, points, symbol }) => ({
    family, points,
    error: symbolOf(symbol).isNull() ? `no library exports ${symbol}` : done ? null : "the calls did not come to an end",
  }))];
}
