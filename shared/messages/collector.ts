// Owns the words of the collector, in English and Japanese.

export const collectorMessages = {} as const
