// Owns the words of the cli, in English and Japanese.

export const cliMessages = {} as const
