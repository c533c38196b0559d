import { byId } from "./elements.ts";
import { areKeysOn, storeKeys } from "./preferences.ts";

export function startHelp(): void {
  byId("help-open").addEventListener("click", openHelp);
  const box = byId<HTMLInputElement>("keys-on");
  box.checked = areKeysOn();
  box.addEventListener("change", () => storeKeys(box.checked ? "on" : "off"));
  // A click on the darkened page beside the dialog closes it.
  dialog().addEventListener("click", (event) => {
    if (event.target === dialog()) dialog().close();
  });
}

export function openHelp(): void {
  if (!dialog().open) dialog().showModal();
}

function dialog(): HTMLDialogElement {
  return byId<HTMLDialogElement>("help");
}
