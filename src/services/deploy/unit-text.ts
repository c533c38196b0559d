/** A line of a unit file; undefined leaves it out, a list repeats the key. */
export type UnitValue = string | number | readonly string[] | undefined;
/** In the order in which they are written; null stands for an empty line. */
export type UnitSection = readonly (readonly [key: string, value: UnitValue] | null)[];

/** Text of a unit file: systemd.syntax(7). */
export function unitText(comment: string, sections: Readonly<Record<string, UnitSection>>): string {
  const parts = Object.entries(sections).map(([name, lines]) => {
    const body = lines.flatMap((line) => (line === null ? [""] : lineOf(...line)));
    return [`[${name}]`, ...body].join("\n");
  });
  return `${[`# ${comment}`, ...parts].join("\n\n")}\n`;
}

function lineOf(key: string, value: UnitValue): readonly string[] {
  if (value === undefined) return [];
  const values = typeof value === "string" || typeof value === "number" ? [value] : value;
  return values.map((one) => `${key}=${one}`);
}
