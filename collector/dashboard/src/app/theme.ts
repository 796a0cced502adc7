// Owns the page's colours and type: indigo for what can be acted on, vermilion kept for what is wrong.
import { createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'ai',
  // Shade 8: the first that passes contrast as a filled button in both schemes.
  primaryShade: 8,
  colors: {
    ai: ['#eef3f9', '#dae4ef', '#b4c8de', '#8cabcc', '#6b92bc', '#5683b3', '#4a7baf', '#3a6999', '#305d89', '#204f78'],
  },
  fontFamily:
    "'Noto Sans JP Variable', system-ui, -apple-system, 'Segoe UI', 'Hiragino Sans', 'Yu Gothic UI', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans JP Variable', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
})
