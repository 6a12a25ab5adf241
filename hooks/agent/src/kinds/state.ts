// What an object of a crypto library is set up with: the last argument of what is observed of it.

import type { WireValue } from "../wire/wire.js";

export interface CryptoState {
  algorithm: string;
  mode: string;
  key: ArrayBuffer | null;
  iv: ArrayBuffer | null;
}

/** The state as it is told; `text` is the type that texts have in the library's language. */
export function stateValue(state: CryptoState, text: string): WireValue {
  const f: Record<string, WireValue> = { algorithm: { t: text, x: state.algorithm } };
  if (state.mode !== "") {
    f.mode = { t: text, x: state.mode };
  }
  for (const [name, data] of [
    ["key", state.key],
    ["iv", state.iv],
  ] as const) {
    if (data !== null) {
      f[name] = { t: "byte[]", b: data };
    }
  }
  return { t: "state", f };
}
