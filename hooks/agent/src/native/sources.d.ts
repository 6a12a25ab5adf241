// A C file is its text, with what it includes in place (hooks/agent/build.py).

declare module "*.c" {
  const text: string;
  export default text;
}
