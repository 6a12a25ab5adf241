// The other methods through which the accesses of a kind go: one point of the catalogue stands for all of them.

import { binder } from "./binder.js";
import type { Kind, Point } from "../engine.js";
import { activityResult, intent } from "./intent.js";
import { cell, OPERATIONS, provider } from "./provider.js";
import { service } from "./service.js";

/** Methods to hook with what they stand for; those that a runtime does not have are left out. */
export interface Door {
  classes: string[];
  methods: string[];
  kind: Kind;
  points: Point[];
}

const RESOLVER = "android.content.ContentResolver";
const CLIENT = "android.content.ContentProviderClient";
const ACTIVITY = "android.app.Activity";
const CONTEXT = "android.app.ContextImpl";
const CELLS = ["getString", "getInt", "getLong", "getShort", "getFloat", "getDouble", "getBlob"];

/** Calls of these go on to each other on the same object, and are one. */
export const GROUPS: Record<string, string> = {
  startActivity: "intent.start",
  startActivityForResult: "intent.start",
  startActivityIfNeeded: "intent.start",
  startActivityFromFragment: "intent.start",
  startActivityFromChild: "intent.start",
  openInputStream: "provider.open",
  openOutputStream: "provider.open",
  openFileDescriptor: "provider.open",
  openFile: "provider.open",
  openAssetFile: "provider.open",
  openAssetFileDescriptor: "provider.open",
  openTypedAssetFile: "provider.open",
  openTypedAssetFileDescriptor: "provider.open",
};

/** A point that only holds the place: the kind finds the one that a call belongs to. */
function nobody(kind: string, group: string): Point {
  return {
    index: 0,
    id: group,
    kind,
    category: null,
    classes: [],
    method: "",
    overloads: null,
    match: [],
    match_arg: 0,
    group,
    skip_callers: [],
    callbacks: [],
  };
}

export function doors(points: Point[]): Door[] {
  const of = (kind: string, method = /./): Point[] => points.filter((p) => p.kind === kind && method.test(p.method));
  const found: Door[] = [];
  const add = (needed: Point[], classes: string[], methods: string[], kind: Kind, stand = needed): void => {
    if (needed.length > 0) {
      found.push({ classes, methods, kind, points: stand });
    }
  };
  const providers = of("provider");
  add(providers, [RESOLVER], Object.keys(OPERATIONS), provider);
  add(providers, [CLIENT], Object.keys(OPERATIONS), provider);
  add(providers, ["android.database.CursorWrapper"], CELLS, cell, [nobody("provider", "cursor")]);
  const starts = of("intent", /^startActivity/);
  add(
    starts,
    [ACTIVITY],
    Object.keys(GROUPS).filter((m) => m.startsWith("startActivity")),
    intent,
  );
  add(starts, [CONTEXT], ["startActivity"], intent);
  add(starts, [ACTIVITY], ["dispatchActivityResult"], activityResult, [nobody("intent", "intent.result")]);
  add(of("intent", /Broadcast$/), [CONTEXT], ["sendBroadcast", "sendOrderedBroadcast", "sendStickyBroadcast"], intent);
  add(of("intent", /Service$/), [CONTEXT], ["startService", "startForegroundService"], intent);
  add(of("service"), [CONTEXT], ["bindService", "bindServiceAsUser", "bindIsolatedService"], service);
  if (of("service").length + of("binder").length > 0) {
    const listed = of("binder");
    add(
      [...of("service"), ...listed],
      ["android.os.BinderProxy"],
      ["transact"],
      binder,
      listed.length > 0 ? listed : [nobody("binder", "binder")],
    );
  }
  return found;
}
