// Owns the words of the dashboard, in English and Japanese.

export const dashboardMessages = {} as const
