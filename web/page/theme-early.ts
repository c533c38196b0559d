/**
 * Runs before anything is painted, or a page in the other theme would flash. The reader's choice
 * wins over the system's.
 */
import { storedTheme } from "./preferences.ts";

const theme = storedTheme();
if (theme !== null) document.documentElement.dataset["theme"] = theme;
