/** How far an import of one file has come. It commits with the bars, so a kill loses nothing. */
export interface ImportProgress {
  /** Identity of the input: name, size and fingerprint of its first bytes, with the options. */
  readonly fileKey: string;
  readonly fileName: string;
  /** Rows and decoded bytes that are safely in the store. */
  readonly rowsDone: number;
  readonly bytesDone: number;
  readonly barsAdded: number;
  readonly barsChanged: number;
  readonly barsUnchanged: number;
  readonly rowsRejected: number;
  readonly rowsFlagged: number;
  readonly isComplete: boolean;
  readonly updatedTsMs: number;
}

export interface ImportLedger {
  importProgress(fileKey: string): ImportProgress | null;
  /** Call it inside the transaction that writes the bars. */
  setImportProgress(progress: ImportProgress): void;
  /** Newest first. */
  imports(limit: number): readonly ImportProgress[];
}
