/**
 * Turns one tree into another and touches only what differs, so that focus, scroll position,
 * half-typed words and loaded pictures stay. Children are paired by `data-key` or id, else by
 * their place. Parts with `data-client` or `data-js` belong to the script and are left alone.
 */
export function morph(from: Element, to: Element): void {
  if (isOwn(from) || hasSameVersion(from, to) || from.isEqualNode(to)) return;
  morphAttributes(from, to);
  if (from instanceof HTMLInputElement) morphInput(from, to as HTMLInputElement);
  else morphChildren(from, to);
}

function isOwn(element: Element): boolean {
  return element.hasAttribute("data-client") || element.hasAttribute("data-js");
}

/** A part that names its version need not be looked through; it may have come without content. */
function hasSameVersion(from: Element, to: Element): boolean {
  const version = from.getAttribute("data-version");
  return version !== null && version === to.getAttribute("data-version");
}

function morphAttributes(from: Element, to: Element): void {
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    // The script moves the tab stop along the rows.
    if (name !== "tabindex" && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

/** What is being typed is newer than what the server knows. */
function morphInput(from: HTMLInputElement, to: HTMLInputElement): void {
  if (from !== document.activeElement) from.value = to.value;
}

function morphChildren(from: Element, to: Element): void {
  const keyed = new Map<string, Element>();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key !== null) keyed.set(key, child);
  }
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = findMatch(place, wanted, keyed);
    if (match === null) {
      from.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else from.insertBefore(match, place);
    if (match instanceof Element) morph(match, wanted as Element);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }
  while (place !== null) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function findMatch(
  place: ChildNode | null,
  wanted: ChildNode,
  keyed: ReadonlyMap<string, Element>,
): ChildNode | null {
  const key = wanted instanceof Element ? keyOf(wanted) : null;
  if (key !== null) return keyed.get(key) ?? null;
  const fits =
    place !== null &&
    place.nodeName === wanted.nodeName &&
    !(place instanceof Element && keyOf(place) !== null);
  return fits ? place : null;
}

function keyOf(element: Element): string | null {
  const key = element.getAttribute("data-key") ?? (element.id || null);
  return key === null ? null : `${element.nodeName} ${key}`;
}
