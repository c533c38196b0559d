/** FNV-1a over the bytes of a column: equal answers, equal text. */
export function workHash(column: Float64Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(column.buffer, column.byteOffset, column.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
