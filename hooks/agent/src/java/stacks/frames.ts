// Frames of a stack as texts: `java.lang.Thread.run(Thread.java:829)`.

const NATIVE = -2;
const OURS = "(Native Method)";

/** Where a frame is, as Java prints it; ART puts the place in the code for the line of a method that has no file. */
export function place(file: string | null, line: number): string {
  if (line === NATIVE) {
    return "Native Method";
  }
  return file === null || file === "" ? "Unknown Source" : line > 0 ? `${file}:${line}` : file;
}

/** A hooked method shows twice: its own body and, around it, the callback in its place. */
export function withoutOurs(frames: string[]): string[] {
  return frames.filter((frame, i) => {
    const name = frame.endsWith(OURS) ? frame.slice(0, -OURS.length) : null;
    return name === null || i === 0 || !frames[i - 1].startsWith(`${name}(`);
  });
}

/** Without the hooked method itself, where a walk begins with it; `site` is its `Class.method`, empty when there is none. */
export function withoutSite(frames: string[], site: string): string[] {
  const method = `${site.slice(site.lastIndexOf("."))}${OURS}`;
  return site !== "" && frames.length > 0 && frames[0].endsWith(method) ? frames.slice(1) : frames;
}
