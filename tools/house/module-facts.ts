/** What one source file imports, and which globals with side effects it names. */
import { parseSync } from "oxc-parser";

export interface ModuleFacts {
  imports: ImportFact[];
  globals: GlobalFact[];
}

export interface ImportFact {
  /** Null where the text is computed, so that no table can judge it. */
  specifier: string | null;
  isTypeOnly: boolean;
  line: number;
}

interface GlobalFact {
  /** As a reader would write it: "Date.now", "new Date()", "process". */
  name: string;
  line: number;
}

/** Reported whatever is done with them. */
const watchedNames = new Set([
  ...["process", "console", "Bun", "globalThis", "fetch", "require"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
]);

/** Reported with one of these members only; the rest of the object is pure. */
const watchedMembers: Record<string, readonly string[]> = {
  Bun: ["serve"],
  Date: ["now"],
  Math: ["random"],
  crypto: ["getRandomValues", "randomUUID"],
  performance: ["now", "timeOrigin"],
};

/** Places where an identifier is the name of a property, not a reference. */
const nameSlots: Record<string, string> = {
  MemberExpression: "property",
  MethodDefinition: "key",
  Property: "key",
  PropertyDefinition: "key",
  TSMethodSignature: "key",
  TSPropertySignature: "key",
  TSQualifiedName: "right",
};

/**
 * Throws where the text does not parse, because a file that cannot be read cannot be judged.
 */
export function readModuleFacts(path: string, text: string): ModuleFacts {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const facts: ModuleFacts = { imports: [], globals: [] };
  const lineOf = lineFinder(text);
  walk(parsed.program as unknown as SyntaxNode, (node, parent, slot) => {
    const line = lineOf(node.start);
    const imported = importOf(node);
    if (imported !== null) facts.imports.push({ ...imported, line });
    const name = globalOf(node, parent, slot);
    if (name !== null) facts.globals.push({ name, line });
  });
  return facts;
}

interface SyntaxNode {
  type: string;
  start: number;
  [slot: string]: unknown;
}

type Visit = (node: SyntaxNode, parent: SyntaxNode | null, slot: string) => void;

function walk(node: SyntaxNode, visit: Visit, parent: SyntaxNode | null = null, slot = ""): void {
  visit(node, parent, slot);
  for (const [name, child] of Object.entries(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (isNode(item)) walk(item, visit, node, name);
    }
  }
}

function importOf(node: SyntaxNode): Omit<ImportFact, "line"> | null {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return { specifier: literal(node["source"]), isTypeOnly: isTypeOnly(node) };
    case "ExportNamedDeclaration":
      if (!isNode(node["source"])) return null;
      return { specifier: literal(node["source"]), isTypeOnly: isTypeOnly(node) };
    case "TSImportType":
      return { specifier: literal(node["source"]), isTypeOnly: true };
    case "ImportExpression":
      return { specifier: literal(node["source"]), isTypeOnly: false };
    default:
      return null;
  }
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const parts = node["specifiers"];
  if (!Array.isArray(parts) || parts.length === 0) return false;
  return parts.every((part) => part.importKind === "type" || part.exportKind === "type");
}

function globalOf(node: SyntaxNode, parent: SyntaxNode | null, slot: string): string | null {
  if (node.type === "MetaProperty") return "import.meta";
  if (node.type === "MemberExpression") {
    const object = identifier(node["object"]);
    const member = identifier(node["property"]) ?? literal(node["property"]);
    if (object === null || member === null) return null;
    return watchedMembers[object]?.includes(member) ? `${object}.${member}` : null;
  }
  if (node.type === "NewExpression" || node.type === "CallExpression") {
    if (identifier(node["callee"]) !== "Date") return null;
    if (node.type === "CallExpression") return "Date()";
    return (node["arguments"] as unknown[]).length === 0 ? "new Date()" : null;
  }
  const name = identifier(node);
  if (name === null || !watchedNames.has(name)) return null;
  const isName = parent !== null && nameSlots[parent.type] === slot && !parent["computed"];
  return isName ? null : name;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function identifier(value: unknown): string | null {
  return isNode(value) && value.type === "Identifier" ? String(value["name"]) : null;
}

function literal(value: unknown): string | null {
  if (!isNode(value) || value.type !== "Literal") return null;
  return typeof value["value"] === "string" ? value["value"] : null;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
