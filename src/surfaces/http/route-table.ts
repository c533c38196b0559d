import type { Method, Route } from "./route.ts";

/** What stands at an address: its routes by method, and the parts of the path that vary. */
export interface RouteMatch {
  readonly routes: ReadonlyMap<Method, Route>;
  readonly methods: readonly Method[];
  /** As they stand in the address, still encoded. */
  readonly pathValues: readonly (readonly [name: string, value: string])[];
}

interface Place {
  readonly routes: Map<Method, Route>;
  readonly parts: readonly Part[];
}

/** A segment of a path: a fixed word, or a name that takes any one segment. */
type Part = { readonly word: string } | { readonly name: string };

/** Finds the routes of a path; compares segment by segment. */
export class RouteTable {
  /** Places without variable parts, by path. */
  readonly #fixed = new Map<string, Place>();
  readonly #variable: readonly Place[];

  constructor(routes: readonly Route[]) {
    const variable = new Map<string, Place>();
    for (const route of routes) {
      const places = route.path.includes("{") ? variable : this.#fixed;
      const place = places.get(route.path) ?? { routes: new Map(), parts: partsOf(route.path) };
      place.routes.set(route.method ?? "GET", route);
      places.set(route.path, place);
    }
    this.#variable = [...variable.values()];
  }

  find(path: string): RouteMatch | null {
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) return matchOf(fixed, []);
    const segments = path.split("/");
    for (const place of this.#variable) {
      const values = valuesOf(place.parts, segments);
      if (values !== null) return matchOf(place, values);
    }
    return null;
  }
}

function matchOf(
  { routes }: Place,
  pathValues: readonly (readonly [string, string])[],
): RouteMatch {
  return { routes, methods: [...routes.keys()], pathValues };
}

function partsOf(path: string): readonly Part[] {
  return path.split("/").map((part) => {
    const isName = part.startsWith("{") && part.endsWith("}");
    return isName ? { name: part.slice(1, -1) } : { word: part };
  });
}

function valuesOf(parts: readonly Part[], segments: readonly string[]): [string, string][] | null {
  if (parts.length !== segments.length) return null;
  const values: [string, string][] = [];
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] as string;
    if ("name" in part) {
      if (segment === "") return null;
      values.push([part.name, segment]);
    } else if (part.word !== segment) return null;
  }
  return values;
}
