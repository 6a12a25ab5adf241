// Evaluates what a person types, as Frida's own prompt does: in the global scope, with the Java bridge as `Java`,
// inside Java.performNow where there is Java (so that the app's own class loader is asked). The host puts the bridge in
// front.
//
// Only the text of a result leaves: it is bounded in depth, number and length, and no getter or toString() of the app's
// is called for it - what the person typed is all that runs.

"use strict";

const MOST_DEPTH = 4;
const MOST_ITEMS = 100;
const MOST_TEXT = 20000;
const MOST_BYTES = 512;
const INDENT = "  ";

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

function evaluated(code) {
  try {
    const work = () => {
      const value = (0, eval)(code);
      return { text: told(value, 0, "", []).slice(0, MOST_TEXT) };
    };
    return Java.available ? inJava(work) : work();
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${told(error, 0, "", [])}`;
    return { text: text.slice(0, MOST_TEXT), failed: true };
  }
}

// Messages and not calls: whoever calls a script that is interrupted waits for an answer for ever.
function listen() {
  recv("prompt", (message) => {
    listen(); // first: an evaluation that is interrupted does not come back
    send({ t: "prompt", id: message.id, ...(message.code === null ? {} : evaluated(message.code)) });
  });
}
listen();
