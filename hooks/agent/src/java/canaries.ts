// The self-test's calls in Java, one for each family of hooks: each is refused at once, or computes a digest.

import { classRef } from "./classes.js";
import * as jni from "./jni.js";

export interface Canary {
  family: string;
  points: string[];
  /** The class of the helper's that makes the call, and of what it is called on, when that is an object. */
  code: string;
  of?: string;
  call(env: jni.Ref): void;
}

const MARK = "harness.canary";

export function named(env: jni.Ref, name: string): jni.Ref {
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
export function hollow(env: jni.Ref, name: string): jni.Ref {
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
export const CANARIES: Canary[] = [
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
