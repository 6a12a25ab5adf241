// Where the native parts keep their fields is written twice, in C and in the scripts: the compiler says where they really
// are, so that a processor on which the two differ is a clear error instead of a field that is read wrong.

/** Structs in C and the places of their fields, by the scripts' names; `size` is the whole. */
export type Structs = Record<string, Record<string, number>>;

export interface Layout {
  /** C that defines the function `layout`. */
  source: string;
  /** What does not fit, or "". `layout` is the compiled function. */
  misfit(layout: NativePointer): string;
}

function fieldInC(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function layoutOf(structs: Structs): Layout {
  const places = Object.entries(structs).flatMap(([struct, fields]) =>
    Object.entries(fields).map(([name, at]) => ({
      text: `${struct}.${name}`, at,
      source: name === "size" ? `sizeof (struct ${struct})` : `(uintptr_t) &((struct ${struct} *) 0)->${fieldInC(name)}`,
    })));
  const lines = places.map(({ source }, i) => `  to[${i}] = (int32_t) (${source});`);
  return {
    source: `\nvoid layout (int32_t *to) {\n${lines.join("\n")}\n}\n`,
    misfit(layout) {
      const found = Memory.alloc(4 * places.length);
      new NativeFunction(layout, "void", ["pointer"], { scheduling: "exclusive" })(found);
      const wrong = places.findIndex(({ at }, i) => found.add(4 * i).readS32() !== at);
      if (wrong < 0) {
        return "";
      }
      const { text, at } = places[wrong];
      return `the agent's native part has ${text} at ${found.add(4 * wrong).readS32()}, not at ${at}: it does not fit this processor (${Process.arch})`;
    },
  };
}
