// Owns the words of the agent, in English and Japanese.

export const agentMessages = {} as const
