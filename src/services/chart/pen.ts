import type { ChartLayout } from "./chart-layout.ts";
import type { ChartModel } from "./chart-model.ts";
import type { Palette } from "./palette.ts";

/** What every part of the picture is drawn with. */
export interface Pen {
  readonly model: ChartModel;
  readonly layout: ChartLayout;
  readonly palette: Palette;
  /** Begins every id of the document. */
  readonly idPrefix: string;
}
