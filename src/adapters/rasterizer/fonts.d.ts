/** Imported as a file: its path, inside a compiled program too. */
declare module "*.ttf" {
  const path: string;
  export default path;
}
