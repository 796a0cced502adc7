// Owns the names by which a config asks for a source. No code.

export const wantedSources = ['auto', 'fanotify', 'inotify', 'chokidar', 'walk'] as const
export type WantedSource = (typeof wantedSources)[number]
