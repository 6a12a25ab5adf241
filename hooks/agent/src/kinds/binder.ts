// Binder transactions, by the interface that the data names and the transaction's code: whoever made the call, generated
// code, reflection or a client written by hand.

import { classRef, initialised } from "../java/classes.js";
import type { Kind, Point } from "../engine.js";
import * as jni from "../java/jni.js";
import { contents, descriptorOf, PARCEL } from "../java/values/parcel.js";
import { remoteOf } from "./requests.js";
import { staticFields } from "../java/statics.js";

const names = new Map<string, Map<number, string>>();

/** The transactions of an interface by their codes, where the class that AIDL makes for it is there. */
function transactions(env: jni.Ref, descriptor: string): Map<number, string> {
  let known = names.get(descriptor);
  if (known === undefined) {
    known = new Map();
    const stub = `${descriptor}$Stub`;
    const cls = classRef(env, stub);
    if (cls !== null && initialised(cls, stub)) {
      for (const field of staticFields(env, cls)) {
        if (field.type === "int" && field.name.startsWith("TRANSACTION_")) {
          known.set(Number(jni.readStatic(env, cls, field)), field.name.slice("TRANSACTION_".length));
        }
      }
    }
    names.set(descriptor, known);
  }
  return known;
}

function chosen(points: Point[], descriptor: string, name: string): Point | null {
  const full = `${descriptor}.${name}`;
  return points.find((p) => p.match.includes(full)) ?? points.find((p) => p.match.includes(descriptor)) ?? null;
}

/** Arguments: the interface, the transaction's name (its code where no class tells the name), the data, the request. */
export const binder: Kind = {
  label: "transact",
  detail: true,
  choose(points, env, args, self, site) {
    if (site.args[1] !== PARCEL) {
      return null; // an overload that carries no data is no transaction
    }
    const asked = remoteOf(env, self);
    if (asked !== undefined) {
      return asked.point;
    }
    const descriptor = descriptorOf(env, args[1]);
    return descriptor === ""
      ? null
      : chosen(points, descriptor, transactions(env, descriptor).get(args[0]) ?? String(args[0]));
  },
  before(call) {
    const { env, args, self } = call;
    const descriptor = descriptorOf(env, args[1]);
    const name = descriptor === "" ? undefined : transactions(env, descriptor).get(args[0]);
    const about = remoteOf(env, self)?.about;
    call.recorded = [
      { t: "interface", x: descriptor },
      { t: "transaction", x: name ?? String(args[0]) },
      contents(env, args[1]),
    ];
    if (about) {
      call.recorded.push(about);
    }
  },
  /** The reply; whether the transaction was known at all is for people, the texts in it are what the app got. */
  after: (call) => contents(call.env, call.args[2]),
};
