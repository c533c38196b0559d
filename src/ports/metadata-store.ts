/** Small facts about the cache (`cache_metadata`): when a scan ran, how many fired. */
export interface MetadataStore {
  /** Overwrites; durable once the call returns. */
  setMetadata(key: string, value: string): void;
  getMetadata(key: string): string | null;
  /** All keys in order, with the moment of their last write. */
  allMetadata(): readonly {
    readonly key: string;
    readonly value: string;
    readonly updatedTsMs: number;
  }[];
}
