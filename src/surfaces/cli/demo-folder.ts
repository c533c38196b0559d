/** Folder of the demo market in a data directory. */
export const demoFolder = "demo";
