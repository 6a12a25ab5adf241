// What collections and maps hold, read without a lock and without code of the app: a collection of the app's own may do
// anything when it is asked, one of the platform's may hand on to it (Collections.unmodifiableList), compare its elements
// with the app's comparator (a part of a TreeMap) or take a lock that another thread holds (Collections.synchronizedList).

import { className, classRef } from "../classes.js";
import * as jni from "../jni.js";

/** Classes that copy out their elements from their own fields and nothing else. */
const COPIED = new RegExp(
  "^(java\\.util\\.(ArrayList|ArrayList\\$SubList|Arrays\\$ArrayList|LinkedList|ArrayDeque|PriorityQueue|HashSet|LinkedHashSet|" +
    "HashMap\\$(KeySet|Values|EntrySet)|LinkedHashMap\\$Linked(KeySet|Values|EntrySet)|" +
    "ImmutableCollections\\$(ListN|List12|SetN|Set12)|Collections\\$(Empty|Singleton)(List|Set)|" +
    "concurrent\\.(CopyOnWriteArrayList|CopyOnWriteArraySet|ConcurrentLinkedQueue|ConcurrentLinkedDeque|ConcurrentHashMap\\$\\w*View))|" +
    "android\\.util\\.ArraySet)$",
);
const MAPS =
  /^java\.util\.(HashMap|LinkedHashMap|TreeMap|IdentityHashMap|concurrent\.ConcurrentHashMap|ImmutableCollections\$Map[1N]|Collections\$(Empty|Singleton)Map)$/;
/** Classes that hold another collection or map in a field. */
const HOLDERS: [RegExp, string, string, string][] = [
  [
    /^java\.util\.Collections\$Unmodifiable\w*(List|Collection|Set)$/,
    "java.util.Collections$UnmodifiableCollection",
    "java.util.Collection",
    "c",
  ],
  [
    /^java\.util\.Collections\$Synchronized\w*(List|Collection|Set)$/,
    "java.util.Collections$SynchronizedCollection",
    "java.util.Collection",
    "c",
  ],
  [
    /^java\.util\.Collections\$Checked\w*(List|Collection|Set|Queue)$/,
    "java.util.Collections$CheckedCollection",
    "java.util.Collection",
    "c",
  ],
  [/^java\.util\.Collections\$UnmodifiableMap$/, "java.util.Collections$UnmodifiableMap", "java.util.Map", "m"],
  [/^java\.util\.Collections\$SynchronizedMap$/, "java.util.Collections$SynchronizedMap", "java.util.Map", "m"],
  [/^java\.util\.TreeSet$/, "java.util.TreeSet", "java.util.NavigableMap", "m"],
];
const VECTOR = "java.util.Vector";
const MOST_HOLDERS = 4;

const members = new Map<string, jni.Member | null>();

function memberOf(env: jni.Ref, holder: string, type: string, name: string, isField: boolean): jni.Member | null {
  const key = `${holder}.${name}`;
  let found = members.get(key);
  if (found === undefined) {
    const cls = classRef(env, holder);
    found = cls === null ? null : jni.member(env, cls, type, name, isField);
    members.set(key, found);
  }
  return found;
}

/** Fields that are not the platform's public ones are to be had on the agent's own thread only: ART asks who is calling. */
export function prepare(env: jni.Ref): void {
  HOLDERS.forEach(([, holder, type, name]) => memberOf(env, holder, type, name, true));
  memberOf(env, VECTOR, "java.lang.Object[]", "elementData", true);
  memberOf(env, VECTOR, "int", "elementCount", true);
}

function asked(
  env: jni.Ref,
  ref: jni.Ref,
  holder: string,
  type: string,
  name: string,
  isField = false,
): jni.Ref | null {
  const member = memberOf(env, holder, type, name, isField);
  const value = member === null ? null : (jni.read(env, ref, member) as jni.Ref | null);
  return value === null || value.isNull() ? null : value;
}

/** The elements (of a map its entries) as an array, or null when there is no way to them that runs no code of others. */
export function elements(env: jni.Ref, ref: jni.Ref, type: string): jni.Ref | null {
  let at = ref;
  let name = type;
  for (let i = 0; i < MOST_HOLDERS; i++) {
    const holder = HOLDERS.find(([pattern]) => pattern.test(name));
    if (holder === undefined) {
      break;
    }
    const inner = asked(env, at, holder[1], holder[2], holder[3], true);
    if (inner === null) {
      return null;
    }
    at = inner;
    name = className(env, jni.getClass(env, at));
  }
  if (name === "java.util.TreeMap" && type === "java.util.TreeSet") {
    const keys = asked(env, at, "java.util.Map", "java.util.Set", "keySet");
    return keys === null ? null : asked(env, keys, "java.util.Collection", "java.lang.Object[]", "toArray");
  }
  if (MAPS.test(name)) {
    const entries = asked(env, at, "java.util.Map", "java.util.Set", "entrySet");
    return entries === null ? null : asked(env, entries, "java.util.Collection", "java.lang.Object[]", "toArray");
  }
  if (name === "java.util.Vector" || name === "java.util.Stack") {
    return asked(env, at, VECTOR, "java.lang.Object[]", "elementData", true);
  }
  return COPIED.test(name) ? asked(env, at, "java.util.Collection", "java.lang.Object[]", "toArray") : null;
}

/** How many elements of the array that `elements` gives are the collection's, when it is longer. */
export function countOf(env: jni.Ref, ref: jni.Ref, type: string): number | undefined {
  const count = /^java\.util\.(Vector|Stack)$/.test(type) ? memberOf(env, VECTOR, "int", "elementCount", true) : null;
  return count === null ? undefined : Number(jni.read(env, ref, count));
}
