// Evaluates what a person types, as Frida's own prompt does: in the global scope, with the Java bridge as `Java`,
// inside Java.performNow where there is Java (so that the app's own class loader is asked). The host puts the bridge in
// front.
//
// A promise is waited for, and its result is what is shown; `await` may stand outside of functions.
//
// Only the text of a result leaves: it is bounded in depth, number and length, and no getter or toString() of the app's
// is called for it - what the person typed is all that runs.

"use strict";

const MOST_DEPTH = 4;
const MOST_ITEMS = 100;
const MOST_TEXT = 20000;
const MOST_BYTES = 512;
const INDENT = "  ";
const MOST_NAMES = 20000;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const PATH = /^(?:[A-Za-z_$][\w$]*\.)*[\w$]*$/;

function quoted(text) {
  return JSON.stringify(text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\u2026` : text);
}

function bytesOf(value) {
  if (value instanceof ArrayBuffer) {
    return value;
  }
  return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
}

function dump(value) {
  const bytes = bytesOf(value);
  const rest = bytes.byteLength - MOST_BYTES;
  return (
    hexdump(bytes, { length: Math.min(bytes.byteLength, MOST_BYTES), ansi: false }) +
    (rest > 0 ? `\n(${rest} bytes more)` : "")
  );
}

/** What the bridge has for an object or a class of the app's: its name is told, nothing of it is called. */
function ofJava(value) {
  const name = value.$className ?? value.$n;
  return typeof name === "string"
    ? value.$h === null || value.$h === undefined
      ? `<class: ${name}>`
      : `<instance: ${name}>`
    : null;
}

function listed(open, close, parts, more, pad) {
  const all = more > 0 ? [...parts, `(${more} more)`] : parts;
  if (all.length === 0) {
    return open + close;
  }
  const line = `${open}${all.join(", ")}${close}`;
  return line.length <= 100 && !line.includes("\n")
    ? line
    : `${open}\n${all.map((part) => pad + INDENT + part).join(",\n")}\n${pad}${close}`;
}

function told(value, depth, pad, around) {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return typeof value.$className === "string" ? ofJava(value) : `[Function: ${value.name || "anonymous"}]`;
    case "symbol":
      return value.toString();
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) {
    return "null";
  }
  if (value instanceof NativePointer) {
    return value.toString();
  }
  if (value instanceof Int64 || value instanceof UInt64) {
    return value.toString();
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return `${value.constructor.name} of ${value.byteLength} bytes\n${dump(value)}`;
  }
  if (value instanceof Error) {
    return `${value.name}: ${value.message}`;
  }
  if (value instanceof Promise) {
    return "[Promise]";
  }
  const java = ofJava(value);
  if (java !== null) {
    return java;
  }
  if (around.includes(value)) {
    return "[Circular]";
  }
  if (depth >= MOST_DEPTH) {
    return Array.isArray(value) ? "[\u2026]" : "{\u2026}";
  }
  const inner = (part) => told(part, depth + 1, pad + INDENT, [...around, value]);
  if (Array.isArray(value) || value instanceof Set) {
    const items = [...value];
    const parts = items.slice(0, MOST_ITEMS).map(inner);
    return listed(value instanceof Set ? "Set [" : "[", "]", parts, items.length - parts.length, pad);
  }
  const pairs =
    value instanceof Map ? [...value].map(([k, v]) => [inner(k), v]) : Object.keys(value).map((k) => [k, undefined]);
  const parts = pairs
    .slice(0, MOST_ITEMS)
    .map(([key, part]) => `${key}: ${inner(value instanceof Map ? part : value[key])}`);
  return listed(value instanceof Map ? "Map {" : "{", "}", parts, pairs.length - parts.length, pad);
}

/** Gives what `work` gives, or throws what it throws, with the app's class loader found. */
function inJava(work) {
  let result;
  let thrown = null;
  Java.performNow(() => {
    try {
      result = work();
    } catch (error) {
      thrown = { error };
    }
  });
  if (thrown !== null) {
    throw thrown.error;
  }
  return result;
}

/** What stands before `=` where a name is declared: it is to stay, as at Frida's prompt. */
const DECLARED = /^\s*(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)\s*([\s\S]*?);?\s*$/;

/** Evaluates code in the global scope. Where `await` stands in it outside of any function it becomes the body of one. */
function run(code) {
  try {
    return (0, eval)(code);
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/\bawait\b/.test(code)) {
      throw error;
    }
    const [, name, value] = DECLARED.exec(code) ?? [];
    const expression = name === undefined ? `(${code}\n)` : `globalThis.${name} = (${value}\n)`;
    try {
      return (0, eval)(`(async () => (${expression}))()`);
    } catch (other) {
      if (!(other instanceof SyntaxError)) {
        throw other;
      }
      return (0, eval)(`(async () => {${code}\n})()`);
    }
  }
}

function resulted(value) {
  return { text: told(value, 0, "", []).slice(0, MOST_TEXT) };
}

function failed(error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${told(error, 0, "", [])}`;
  return { text: text.slice(0, MOST_TEXT), failed: true };
}

function inJavaIfThere(work) {
  return Java.available ? inJava(work) : work();
}

/** Gives what work gives, or says how it failed. */
function answered(work) {
  try {
    return inJavaIfThere(work);
  } catch (error) {
    return failed(error);
  }
}

/** Answers with what came of the code; a promise is waited for, and the app runs meanwhile. */
function evaluate(id, code) {
  const answer = (told) => send({ t: "prompt", id, ...told });
  const first = answered(() => {
    const value = run(code);
    if (!(value instanceof Promise)) {
      return resulted(value);
    }
    value.then(
      (result) => answer(answered(() => resulted(result))),
      (error) => answer(answered(() => failed(error))),
    );
    return null;
  });
  if (first !== null) {
    answer(first);
  }
}

/** The names that end a path of names that was begun (`Java.us`): nothing is called for that but getters on the path. */
function completed(path) {
  const names = path.split(".");
  const begun = names.pop();
  let value = globalThis;
  for (const [at, name] of names.entries()) {
    value = at === 0 && !(name in globalThis) ? (0, eval)(name) : value[name];
  }
  const found = new Set();
  for (let each = value === null || value === undefined ? null : Object(value); each; each = Object.getPrototypeOf(each)) {
    Object.getOwnPropertyNames(each).forEach((name) => found.add(name));
    if (found.size > MOST_NAMES) {
      break;
    }
  }
  return [...found].filter((name) => name.startsWith(begun) && IDENTIFIER.test(name)).sort().slice(0, MOST_ITEMS);
}

function completion(path) {
  try {
    return PATH.test(path) ? inJavaIfThere(() => completed(path)) : [];
  } catch {
    return [];
  }
}

// Frida's bridge runs the function at once or later, gives nothing back, and throws its errors where nobody hears them.
const perform = Java.perform;
if (perform !== undefined) {
  Java.perform = (work) =>
    new Promise((resolve, reject) => {
      perform.call(Java, () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
}

// Messages and not calls: whoever calls a script that is interrupted waits for an answer for ever.
function listen() {
  recv("prompt", (message) => {
    listen(); // first: an evaluation that is interrupted does not come back
    if (message.path !== undefined) {
      send({ t: "prompt", id: message.id, names: completion(message.path) });
    } else if (message.code === null) {
      send({ t: "prompt", id: message.id });
    } else {
      evaluate(message.id, message.code);
    }
  });
}
listen();
