// Finding classes without running their static initialisers, and the few Java helpers the agent needs.

import { shared, SHARED } from "../native/core.js";
import * as jni from "./jni.js";
import { operating, settled } from "./operation.js";

interface Helpers {
  forName: jni.Ref;
  classClass: jni.Ref;
  loader: jni.Ref;
  systemClass: jni.Ref;
  identity: jni.Ref;
  getName: jni.Member;
  getLoader: jni.Member;
  holder: jni.Member;
  modifiers: jni.Member;
  declared: jni.Member;
  message: jni.Member;
}

let helpers: Helpers | null = null;
/** What a thread is looking at, a class and its loader: in the bridge it finds these, and other threads do not. */
const adopted = new Map<number, { name: string; cls: jni.Ref; loader: jni.Ref }>();
const globals = new Map<string, jni.Ref>();

function need(m: jni.Member | null, what: string): jni.Member {
  if (m === null) {
    throw new Error(`the runtime has no ${what}`);
  }
  return m;
}

/** Must run once, on the agent's thread, before any class is used. */
export function prepare(env: BridgeEnv): void {
  const h = env.handle;
  shared.add(SHARED.vm).writePointer(Java.api.vm);
  const global = (name: string): jni.Ref => jni.newGlobal(h, env.findClass(name));
  const classClass = global("java/lang/Class");
  const systemClass = global("java/lang/System");
  const loaderClass = global("java/lang/ClassLoader");
  const getLoader = jni.staticMethod(h, loaderClass, "getSystemClassLoader", "()Ljava/lang/ClassLoader;");
  helpers = {
    classClass,
    systemClass,
    forName: jni.staticMethod(
      h,
      classClass,
      "forName",
      "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;",
    ),
    loader: jni.newGlobal(h, jni.callStatic(h, loaderClass, getLoader, "L", [])),
    identity: jni.staticMethod(h, systemClass, "identityHashCode", "(Ljava/lang/Object;)I"),
    getName: need(jni.member(h, classClass, "java.lang.String", "getName", false), "Class.getName"),
    getLoader: need(
      jni.member(h, classClass, "java.lang.ClassLoader", "getClassLoader", false),
      "Class.getClassLoader",
    ),
    declared: need(
      jni.member(h, classClass, "java.lang.reflect.Method[]", "getDeclaredMethods", false),
      "getDeclaredMethods",
    ),
    message: need(
      jni.member(h, env.findClass("java/lang/Throwable"), "java.lang.String", "getMessage", false),
      "Throwable.getMessage",
    ),
    holder: need(
      jni.member(h, env.findClass("java/lang/reflect/Method"), "java.lang.Class", "getDeclaringClass", false),
      "getDeclaringClass",
    ),
    modifiers: need(
      jni.member(h, env.findClass("java/lang/reflect/Method"), "int", "getModifiers", false),
      "getModifiers",
    ),
  };
  if (Java.api.flavor !== "jvm") {
    // FindClass runs no initialisers on ART. A class that has just appeared is looked for in no other way: that would run
    // code of the app's class loader.
    const bridge = Object.getPrototypeOf(env) as BridgeEnv;
    const findClass = bridge.findClass;
    readQuietly();
    bridge.findClass = function (this: BridgeEnv, name: string): jni.Ref {
      return adopted.has(Process.getCurrentThreadId())
        ? find(this, name.replace(/\//g, "."))
        : findClass.call(this, name);
    };
  } else {
    // FindClass would run static initialisers, before the app's first line; Class.forName(initialize=false) does not.
    Object.getPrototypeOf(env).findClass = function (this: BridgeEnv, name: string): jni.Ref {
      return find(this, name.replace(/\//g, "."));
    };
    const constructor = env.findClass("java/lang/reflect/Constructor");
    const declaring = need(
      jni.member(h, constructor, "java.lang.Class", "getDeclaringClass", false),
      "getDeclaringClass",
    );
    const equals = need(
      jni.member(h, constructor, "boolean", "equals", false, "Ljava/lang/Object;"),
      "Constructor.equals",
    );
    Object.getPrototypeOf(env).fromReflectedMethod = function (this: BridgeEnv, method: jni.Ref): jni.Ref {
      return constructorId(this.handle, jni.read(this.handle, method, declaring), method, equals);
    };
  }
}

/** On ART no other thread is in the runtime with JavaScript in its hand while the bridge reads a class. The class itself is
 * looked for before: that may run an app's class loader. */
function readQuietly(): void {
  const factory = Java.ClassFactory.prototype as unknown as BridgeReader;
  const make = factory._make;
  factory._make = function (name, find, env) {
    env.deleteLocalRef(find(env));
    return operating(() => make.call(this, name, find, env));
  };
}

/** A constructor's id. FromReflectedMethod would run the class's static initialiser; the bridge uses it for these alone. */
function constructorId(env: jni.Ref, cls: jni.Ref, constructor: jni.Ref, equals: jni.Member): jni.Ref {
  const jvmti = Java.api.jvmti!.handle;
  const call = (index: number, ...args: any[]): any =>
    new NativeFunction(
      jvmti
        .readPointer()
        .add(index * Process.pointerSize)
        .readPointer(),
      "int",
      ["pointer", ...args] as any,
      { scheduling: "exclusive" },
    );
  settled();
  const [getMethods, getName, deallocate] = [
    call(51, "pointer", "pointer", "pointer"),
    call(63, "pointer", "pointer", "pointer", "pointer"),
    call(46, "pointer"),
  ];
  const out = Memory.alloc(16);
  if (getMethods(jvmti, cls, out, out.add(8)) !== 0) {
    throw new Error("the runtime does not list the constructors");
  }
  const ids = out.add(8).readPointer();
  try {
    for (let i = 0; i < out.readS32(); i++) {
      const id = ids.add(i * Process.pointerSize).readPointer();
      const name = Memory.alloc(8);
      if (getName(jvmti, id, name, NULL, NULL) !== 0) {
        continue;
      }
      const isConstructor = name.readPointer().readUtf8String() === "<init>";
      deallocate(jvmti, name.readPointer());
      if (isConstructor && jni.read(env, jni.reflected(env, cls, id, 0), equals, constructor)) {
        return id;
      }
    }
  } finally {
    deallocate(jvmti, ids);
  }
  throw new Error("the runtime does not know a constructor of its own");
}

function tools(): Helpers {
  if (helpers === null) {
    throw new Error("classes.prepare() has not run");
  }
  return helpers;
}

function find(env: BridgeEnv, name: string): jni.Ref {
  const own = adopted.get(Process.getCurrentThreadId());
  return own?.name === name ? env.newLocalRef(own.cls) : findQuietly(env.handle, name, own?.loader ?? tools().loader);
}

function findQuietly(env: jni.Ref, name: string, loader: jni.Ref): jni.Ref {
  const t = tools();
  const found = jni.callStatic(
    env,
    t.classClass,
    t.forName,
    "L",
    ["pointer", "uint8", "pointer"],
    jni.newString(env, name),
    0,
    loader,
  );
  if (jni.cleared(env) || found.isNull()) {
    throw new Error(`no such class: ${name}`);
  }
  if (Java.api.flavor === "jvm") {
    link(env, found);
  }
  return found;
}

/** A class is there, and what its methods name is not: the bridge must not be asked about it, whose list of methods is then
 * a pointer to nowhere (GetClassMethods, JVMTI_ERROR_CLASS_NOT_PREPARED). */
export class Unlinkable extends Error {}

/** Links a class (without initialising it), so that its methods can be replaced. Throws {@link Unlinkable}. */
export function link(env: jni.Ref, cls: jni.Ref): void {
  const t = tools();
  const thrown = jni.thrown(env, cls, t.declared);
  if (!thrown.isNull()) {
    const said = jni.read(env, thrown, t.message) as jni.Ref | null;
    const missing = said === null || said.isNull() ? "" : ` ${jni.text(env, said, 200).text}`;
    const kind = className(env, jni.getClass(env, thrown));
    throw new Unlinkable(`${className(env, cls)} cannot be linked: ${kind}${missing}`);
  }
}

/** During `work` the bridge finds this very class by its name on this thread, and others as its loader does. */
export function withClass<T>(env: jni.Ref, name: string, cls: jni.Ref, loader: jni.Ref, work: () => T): T {
  const tid = Process.getCurrentThreadId();
  const before = adopted.get(tid);
  const kept = jni.newGlobal(env, loader);
  adopted.set(tid, { name, cls, loader: kept });
  try {
    return work();
  } finally {
    if (before === undefined) {
      adopted.delete(tid);
    } else {
      adopted.set(tid, before);
    }
    jni.deleteGlobal(env, kept);
  }
}

/** A class's loader, and the name of the loader's class ("boot" for the runtime's own). */
export function loaderOf(env: jni.Ref, cls: jni.Ref): { ref: jni.Ref; name: string } {
  const ref = jni.read(env, cls, tools().getLoader);
  return ref === null || ref.isNull()
    ? { ref: tools().loader, name: "boot" }
    : { ref, name: className(env, jni.getClass(env, ref)) };
}

/** A global reference to a class, or null when it does not exist (yet). */
export function classRef(env: jni.Ref, name: string): jni.Ref | null {
  try {
    return needClass(env, name);
  } catch {
    return null;
  }
}

/** A global reference to a class. Throws, with the cause, when it cannot be had. */
export function needClass(env: jni.Ref, name: string): jni.Ref {
  let found = globals.get(name);
  if (found === undefined) {
    jni.pushFrame(env, 4);
    try {
      found = jni.newGlobal(env, Java.vm.getEnv().findClass(name.replace(/\./g, "/")));
    } catch (error) {
      throw new Error(`no class ${name}: ${(error as Error).message ?? error}`);
    } finally {
      jni.popFrame(env, NULL);
    }
    globals.set(name, found);
  }
  return found;
}

export function className(env: jni.Ref, cls: jni.Ref): string {
  const name = jni.read(env, cls, tools().getName);
  return name === null ? "?" : jni.text(env, name, 1024).text;
}

export function identityOf(env: jni.Ref, ref: jni.Ref): number {
  const t = tools();
  const identity = ref.isNull() ? 0 : jni.callStatic(env, t.systemClass, t.identity, "I", ["pointer"], ref);
  return jni.cleared(env) ? 0 : identity;
}

function reflect<T>(env: BridgeEnv, cls: BridgeClass, method: BridgeMethod, ask: (reflected: jni.Ref) => T): T {
  jni.pushFrame(env.handle, 8);
  try {
    return ask(jni.reflected(env.handle, cls.$copyClassHandle(env), method.handle, method.type === jni.STATIC ? 1 : 0));
  } finally {
    jni.popFrame(env.handle, NULL);
  }
}

/** The class in which a class's method is written. */
export function declaringClass(env: BridgeEnv, cls: BridgeClass, method: BridgeMethod): string {
  return reflect(env, cls, method, (m) => className(env.handle, jni.read(env.handle, m, tools().holder)));
}

/** Whether a method is not abstract. */
export function hasBody(env: BridgeEnv, cls: BridgeClass, method: BridgeMethod): boolean {
  return reflect(env, cls, method, (m) => (Number(jni.read(env.handle, m, tools().modifiers)) & 0x400) === 0);
}

/** Whether a method of a class, by its id, has a body. */
export function isConcrete(env: jni.Ref, cls: jni.Ref, id: jni.Ref): boolean {
  jni.pushFrame(env, 4);
  try {
    return (Number(jni.read(env, jni.reflected(env, cls, id, 0), tools().modifiers)) & 0x400) === 0;
  } finally {
    jni.popFrame(env, NULL);
  }
}

/** Whether a class came with the runtime, not with an app. */
export function isPlatforms(env: jni.Ref, cls: jni.Ref): boolean {
  jni.pushFrame(env, 8);
  try {
    return /^(boot|java\.lang\.BootClassLoader|jdk\.internal\.loader\.ClassLoaders\$PlatformClassLoader)$/.test(
      loaderOf(env, cls).name,
    );
  } finally {
    jni.popFrame(env, NULL);
  }
}

const INITIALISED = 4;
const status = Memory.alloc(4);

/** Whether the static fields of a class can be read without running its initialiser early. Of a runtime that does not
 * say, only the platform's classes are: those are initialised before any app starts. */
export function initialised(cls: jni.Ref, name: string): boolean {
  if (Java.api.flavor !== "jvm") {
    return /^(android|java|com\.android)\./.test(name);
  }
  const jvmti = Java.api.jvmti!.handle;
  settled();
  const getStatus = new NativeFunction(
    jvmti
      .readPointer()
      .add(48 * Process.pointerSize)
      .readPointer(),
    "int",
    ["pointer", "pointer", "pointer"],
    { scheduling: "exclusive" },
  );
  return getStatus(jvmti, cls, status) === 0 && (status.readS32() & INITIALISED) !== 0;
}
