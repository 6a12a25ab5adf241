// A part of the agent in C (the `.c` files here): compiled in the process, with room for the state that it keeps, and what
// it says of itself (facts.h). Places and numbers stand in C alone; the scripts ask for them by name, and say how wide a
// field is that they read or write. What the C has not, or has in another width, is told before anything is hooked: a
// field that is written at the wrong place would be a fault of the app's.

/** How wide a field is, by how scripts take it: `word` is a pointer in 8 bytes everywhere, `part` an array or a struct. */
const WIDTHS = {
  u8: 1,
  u16: 2,
  s32: 4,
  u32: 4,
  s64: 8,
  double: 8,
  pointer: Process.pointerSize,
  word: 8,
  part: 0,
} as const;
type Width = keyof typeof WIDTHS;

/** Places of a struct's fields, from its beginning; `size` is the whole. */
type Places<F> = { readonly [K in keyof F]: number } & { readonly size: number };

/** What scripts and C do not agree on, of every module so far. */
const misfits: string[] = [];

/** Throws when a module does not have what scripts ask of it. */
export function refuseMisfits(): void {
  if (misfits.length > 0) {
    throw new Error(`the agent's native part ${misfits[0]}: it does not fit this processor (${Process.arch})`);
  }
}

function fieldInC(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export class Facts {
  private readonly rows = new Map<string, { at: number; size: number }>();

  /** `table` is the module's list of `struct fact`. */
  constructor(table: NativePointer) {
    const row = Process.pointerSize + 8;
    for (let fact = table; !fact.readPointer().isNull(); fact = fact.add(row)) {
      const at = fact.add(Process.pointerSize);
      this.rows.set(fact.readPointer().readCString()!, { at: at.readS32(), size: at.add(4).readS32() });
    }
  }

  private row(name: string): { at: number; size: number } {
    const found = this.rows.get(name);
    if (found === undefined) {
      misfits.push(`has no ${name}`);
      return { at: 0, size: 0 };
    }
    return found;
  }

  number(name: string): number {
    return this.row(name).at;
  }

  struct<F extends Record<string, Width>>(struct: string, fields: F): Places<F> {
    const places: Record<string, number> = { size: this.row(struct).size };
    for (const [name, width] of Object.entries(fields)) {
      const field = `${struct}.${fieldInC(name)}`;
      const { at, size } = this.row(field);
      if (WIDTHS[width] !== 0 && size !== WIDTHS[width]) {
        misfits.push(`has ${field} in ${size} bytes, not in ${WIDTHS[width]}`);
      }
      places[name] = at;
    }
    return places as Places<F>;
  }

  /** The struct of the module's state. */
  state<F extends Record<string, Width>>(struct: string, fields: F): Places<F> {
    const places = this.struct(struct, fields);
    if (places.size > Process.pageSize) {
      misfits.push(`needs ${places.size} bytes for ${struct}, and has ${Process.pageSize}`);
    }
    return places;
  }
}

export interface Compiled {
  module: CModule;
  state: NativePointer;
  facts: Facts;
}

/** Compiles C. `state` is its name for its state, a page of zeros (null: it has none); `system` are functions of the C library. All of it lasts
 * as long as the caller keeps it. */
export function compile(
  source: string,
  state: string | null,
  system: string[],
  symbols: Record<string, NativePointer> = {},
): Compiled {
  const room = Memory.alloc(Process.pageSize);
  const module = new CModule(source, {
    ...(state === null ? {} : { [state]: room }),
    ...symbols,
    ...Object.fromEntries(system.map((name) => [name, Module.getGlobalExportByName(name)])),
  });
  return { module, state: room, facts: new Facts(module.facts as NativePointer) };
}

/** Where this thread's errno is: bionic's name for it is another one. */
export function errnoAt(): NativePointer {
  return Module.findGlobalExportByName("__errno_location") ?? Module.getGlobalExportByName("__errno");
}
