// From the catalogue's points to replaced methods, with a row for each point that says what became of it.

import { exec } from "./kinds/commands.js";
import { crypto } from "./kinds/crypto.js";
import { makeBody, type Kind, type Point } from "./engine.js";
import { classRef, Unlinkable } from "./java/classes.js";
import * as jni from "./java/jni.js";
import { exit, plain } from "./kinds/plain.js";
import { listener } from "./kinds/listener.js";
import { permissionOf } from "./kinds/permission.js";
import { binder } from "./kinds/binder.js";
import { doors, GROUPS, type Door } from "./kinds/doors.js";
import { addField } from "./kinds/field.js";
import { intent } from "./kinds/intent.js";
import { provider } from "./kinds/provider.js";
import { receiver } from "./kinds/receiver.js";
import { noteAs } from "./java/methods/reflection.js";
import { service } from "./kinds/service.js";
import { bridge } from "./kinds/webview.js";
import { atOnce, replace } from "./java/methods/replace.js";
import { now as monotonic } from "./native/core.js";
import { tlsOf } from "./kinds/tls.js";
import { tell } from "./wire/wire.js";

const KINDS: Record<string, (all: Point[]) => Kind> = {
  method: () => plain,
  constructor: () => plain,
  settings: () => plain,
  provider: () => provider,
  crypto: () => crypto,
  listener: () => listener,
  exit: () => exit,
  intent: () => intent,
  service: () => service,
  binder: () => binder,
  receiver: () => receiver,
  permission: permissionOf,
  bridge: () => bridge,
  exec: () => exec,
  tls: tlsOf,
};
const MANIFEST =
  "declared in the app's manifest, not called: what it does when it is started is seen by the other hooks";

export interface Outcome {
  point: string;
  resolved: boolean;
  overloads: number;
  reason: string | null;
  /** The reason in one word (Hook.why in the bundle's records), empty when it is hooked. */
  why: string;
}

/** What became of a point that could not be hooked. */
export function absent(point: string, why: string, reason: string): Outcome {
  return { point, resolved: false, overloads: 0, reason, why };
}

interface Site {
  method: BridgeMethod;
  points: Point[];
  /** Those of the points whose own method this is. */
  own: Point[];
  name: string;
  kind?: Kind;
}

function overloadsOf(cls: BridgeClass, name: string): BridgeMethod[] {
  if (name === "<init>") {
    return cls.$init.overloads;
  }
  return cls.$has(name) ? ((cls[name] as { overloads?: BridgeMethod[] }).overloads ?? []) : [];
}

/** With what it returns: a covariant override and its bridge have the same arguments (JLS 15.12.4.5), and callers of both. */
function keyOf(method: BridgeMethod, name: string): string {
  const types = method.argumentTypes.map((t) => t.className).join();
  return `${method.holder.$n}.${name}(${types})${method.returnType.className}`;
}

function same(method: BridgeMethod, wanted: string[][] | null): boolean {
  return wanted === null || wanted.some((w) => w.join() === method.argumentTypes.map((t) => t.className).join());
}

/** Methods that are hooked, in whatever class loader's class. */
export type Taken = ReadonlySet<string>;

const hooked = new Set<string>();

/** The methods that are hooked by now: none may be replaced a second time. */
export function taken(): Taken {
  return new Set(hooked);
}

class Installer {
  /** Whether what became of the points has been told: what changes from then on is told by itself. */
  told = false;
  private readonly sites = new Map<string, Site>();
  private readonly modifiers: jni.Member | null;
  private readonly env: BridgeEnv;

  /** A point is refused whose method is among those that are `taken`. */
  constructor(
    env: BridgeEnv,
    private readonly use: (name: string) => BridgeClass,
    private readonly taken: Taken = new Set(),
  ) {
    this.env = env;
    this.modifiers = jni.member(
      env.handle,
      classRef(env.handle, "java.lang.reflect.Method")!,
      "int",
      "getModifiers",
      false,
    );
  }

  private hasBody(cls: BridgeClass, method: BridgeMethod): boolean {
    if (this.modifiers === null || method.methodName === "$init" || method.methodName.startsWith("<")) {
      return true;
    }
    const e = this.env.handle;
    jni.pushFrame(e, 4);
    try {
      const reflected = jni.reflected(e, cls.$copyClassHandle(this.env), method.handle, method.type === 2 ? 1 : 0);
      return (Number(jni.read(e, reflected, this.modifiers)) & 0x400) === 0;
    } finally {
      jni.popFrame(e, NULL);
    }
  }

  add(point: Point, classes = point.classes): Outcome {
    const outcome: Outcome = { point: point.id, resolved: false, overloads: 0, reason: null, why: "" };
    if (point.kind === "reflection") {
      noteAs(point);
      return { ...outcome, resolved: true };
    }
    if (point.kind === "manifest") {
      return absent(point.id, "manifest", MANIFEST);
    }
    let found = absent(point.id, "no_class", `no class ${classes.join(" or ")}`);
    for (const name of classes) {
      let cls: BridgeClass;
      try {
        cls = this.use(name);
      } catch (error) {
        if (error instanceof Unlinkable) {
          found = absent(point.id, "unlinkable", error.message);
        }
        continue;
      }
      try {
        if (point.kind === "field") {
          const fields = addField(
            this.env.handle,
            point,
            name,
            jni.newGlobal(this.env.handle, cls.$copyClassHandle(this.env)),
          );
          return typeof fields === "number"
            ? { ...outcome, resolved: true, overloads: fields }
            : absent(point.id, "no_field", fields);
        }
        const all = overloadsOf(cls, point.method);
        const wanted = all.filter((m) => same(m, point.overloads));
        const usable = point.method === "<init>" ? wanted : wanted.filter((m) => this.hasBody(cls, m));
        if (usable.length === 0) {
          found =
            all.length === 0
              ? absent(point.id, "no_method", `no method ${name}.${point.method}`)
              : wanted.length === 0
                ? absent(point.id, "no_overload", `no such overload of ${name}.${point.method}`)
                : absent(point.id, "abstract", `${name}.${point.method} is abstract`);
          continue;
        }
        if (usable.some((method) => this.taken.has(keyOf(method, point.method)))) {
          return absent(point.id, "error", `${name}.${point.method} is hooked already`);
        }
        for (const method of usable) {
          const site = this.site(method, point.method);
          site.points.push(point);
          site.own.push(point);
        }
        return { ...outcome, resolved: true, overloads: usable.length };
      } catch (error) {
        found = absent(
          point.id,
          "error",
          `${name}.${point.method}: ${String((error as Error).message ?? error).slice(0, 300)}`,
        );
      }
    }
    return found;
  }

  addCommands(points: Point[]): Outcome[] {
    const sites = [...this.sites.values()].filter((site) => site.points.some((p) => p.kind === "exec"));
    sites.forEach((site) => site.points.push(...points));
    const resolved = sites.length > 0;
    return points.map((p) =>
      resolved
        ? { point: p.id, resolved, overloads: sites.length, reason: null, why: "" }
        : absent(p.id, "no_method", "nothing that runs commands is hooked"),
    );
  }

  private site(method: BridgeMethod, name: string): Site {
    const key = keyOf(method, name);
    let site = this.sites.get(key);
    if (site === undefined) {
      site = { method, points: [], own: [], name: `${method.holder.$n}.${name}` };
      this.sites.set(key, site);
    }
    return site;
  }

  /** Further methods for points of a kind. */
  open(door: Door): void {
    for (const name of door.classes) {
      let cls: BridgeClass;
      try {
        cls = Java.use(name);
      } catch {
        continue;
      }
      for (const method of door.methods.flatMap((m) => overloadsOf(cls, m))) {
        if (this.hasBody(cls, method)) {
          const site = this.site(method, method.methodName);
          site.points.push(...door.points.filter((p) => !site.points.includes(p)));
          site.kind = door.kind;
        }
      }
    }
  }

  /** Replaces what was found, `most` methods at a time. */
  *parts(outcomes: Map<string, Outcome>, all: Point[], most: number): Generator<() => void, void> {
    const sites = [...this.sites.values()];
    for (let i = 0; i < sites.length; i += most) {
      yield () => this.install(outcomes, all, sites.slice(i, i + most));
    }
  }

  install(outcomes: Map<string, Outcome>, all: Point[], sites: Iterable<Site> = this.sites.values()): void {
    for (const site of sites) {
      const failed = (error: unknown): void => {
        const now = site.own.map((point) =>
          absent(point.id, "error", `not hooked: ${String((error as Error).message ?? error).slice(0, 300)}`),
        );
        now.forEach((outcome) => outcomes.set(outcome.point, outcome));
        if (this.told) {
          tell(now.map((outcome) => ({ ...outcome, mono: monotonic(), loader: "" })));
        }
      };
      // A method that several kinds of points share is hooked as the special one; plain points take what is left.
      const special = site.points.find((p) => p.kind !== "method" && p.kind !== "constructor") ?? site.points[0];
      const kind = site.kind ?? KINDS[special.kind](all);
      const group = GROUPS[site.method.methodName];
      const points =
        group === undefined || site.kind === undefined
          ? site.points
          : [{ ...site.points[0], group }, ...site.points.slice(1)];
      hooked.add(keyOf(site.method, site.name.slice(site.name.lastIndexOf(".") + 1)));
      replace(site.method, this.env, makeBody(kind, points, site.name), failed);
    }
  }
}

/**
 * Hooks every point (`commands` are those of any command, wherever one is run), and says of each what became of it. It
 * pauses after each point that was looked up and after every `most` methods that were replaced: nothing is replaced
 * before all are looked up, for points share methods. Methods of `others` are left as they are.
 */
export function* install(
  points: Point[],
  commands: Point[],
  env: jni.Ref,
  most: number,
  others?: Taken,
): Generator<void, Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const installer = new Installer(Java.vm.getEnv(), (name) => Java.use(name), others);
  for (const point of points) {
    outcomes.set(point.id, installer.add(point));
    yield;
  }
  installer.addCommands(commands).forEach((outcome) => outcomes.set(outcome.point, outcome));
  for (const door of doors(points)) {
    installer.open(door);
    yield;
  }
  for (const part of installer.parts(outcomes, points, most)) {
    atOnce(env, part);
    yield;
  }
  installer.told = true;
  return [...outcomes.values()];
}

/** Hooks points in one class that appeared later. */
export function installIn(
  factory: BridgeFactory,
  points: Point[],
  name: string,
  env: jni.Ref,
  others?: Taken,
): Outcome[] {
  const outcomes = new Map<string, Outcome>();
  const installer = new Installer(Java.vm.getEnv(), (wanted) => factory.use(wanted), others);
  atOnce(env, () => {
    points.forEach((point) => outcomes.set(point.id, installer.add(point, [name])));
    installer.install(outcomes, points);
  });
  installer.told = true;
  return [...outcomes.values()];
}
