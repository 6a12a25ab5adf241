// From the catalogue's points in native code to watched functions, now and in libraries that are loaded later.

import { nativeExec } from "../kinds/commands.js";
import { addReader, textAt } from "./cvalues.js";
import { inPlace } from "./entry.js";
import { evp } from "../kinds/native/evp.js";
import { file, LIBRARY, OPENERS } from "../kinds/native/files.js";
import { takeNotes } from "./forked.js";
import { Search, type NativeKind, type NativePoint } from "./functions.js";
import { prepare as prepareGate } from "./gate.js";
import type { Outcome } from "../install.js";
import { property, readProperty } from "../kinds/native/properties.js";
import { sslOf } from "../kinds/native/ssl.js";
import { failed } from "../wire/wire.js";

const KINDS: Record<string, NativeKind> = { native: {}, property, exec: nativeExec, crypto: evp };
const POLL_MS = 100;
/** How long a thread that loads a library waits until the hooks in it are in place. */
const PATIENCE_MS = 1000;

/** Whether a point is one of native code; `exec` points without class and symbols belong to both sides. */
export function isNative(point: NativePoint): boolean {
  return point.kind === "file" || point.symbols.length > 0 || anyCommand(point);
}

export function anyCommand(point: NativePoint): boolean {
  return point.kind === "exec" && point.symbols.length === 0 && point.classes.every((name) => name === "");
}

/** The `match` of a property with two ways in: the gate reads a name, but not a `prop_info`. */
function kindOf(point: NativePoint, symbol: string): NativeKind {
  return point.kind === "property" && !symbol.endsWith("_callback") ? KINDS.native : KINDS[point.kind];
}

/** Waits until native hooks are in place. That takes no time, unless threads of the app keep coming to the agent. */
export function waitForHooks(patienceMs: number): void {
  if (!inPlace(patienceMs)) {
    failed(`hooks of native functions were not in place within ${patienceMs} ms`);
  }
}

function outcome(search: Search, point: NativePoint): Outcome {
  const overloads = search.found.get(point.index);
  const resolved = overloads !== undefined;
  const { why, reason } = search.reasonFor(point);
  return { point: point.id, resolved, overloads: overloads ?? 0, reason, why: resolved ? "" : why };
}

/** Watches every function of these points. `later` hears of points that a library loaded afterwards brought. */
export function installNatives(points: NativePoint[], later: (outcome: Outcome) => void): Outcome[] {
  if (points.length === 0) {
    return [];
  }
  prepareGate();
  addReader("ssl", sslOf);
  addReader("property", (raw) => ({ ...textAt(readProperty(raw).name), t: "prop_info" }));
  const search = new Search();
  const execs = points.filter((p) => p.kind === "exec" && p.symbols.length > 0);
  for (const point of points) {
    if (point.kind === "file") {
      OPENERS.forEach((sig) => search.want(LIBRARY, sig, file, { ...point, modules: [LIBRARY] }));
      continue;
    }
    for (const owner of anyCommand(point) ? execs : [point]) {
      for (const library of owner.modules) {
        owner.symbols.forEach((sig) =>
          search.want(library, sig, kindOf(point, sig.symbol), { ...point, modules: owner.modules }),
        );
      }
    }
  }
  const seen = new Set<string>();
  const look = (library: Module): NativePoint[] => {
    const key = `${library.base}|${library.name}`;
    if (seen.has(key)) {
      return [];
    }
    seen.add(key);
    return search.look(library);
  };
  Process.enumerateModules().forEach(look);
  Process.attachModuleObserver({
    onAdded(library) {
      try {
        look(library).forEach((point) => later(outcome(search, point)));
        waitForHooks(PATIENCE_MS);
      } catch (error) {
        failed(error);
      }
    },
  });
  setInterval(takeNotes, POLL_MS);
  return points.map((point) => outcome(search, point));
}
