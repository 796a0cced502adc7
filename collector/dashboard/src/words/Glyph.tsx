// Owns the page's few line drawings. They repeat what a word beside them says, so they are hidden from screen readers.

const shapes = {
  copy: 'M5.5 5.5V3.2c0-.7.5-1.2 1.2-1.2h6.1c.7 0 1.2.5 1.2 1.2v6.1c0 .7-.5 1.2-1.2 1.2h-2.3M3.2 5.5h6.1c.7 0 1.2.5 1.2 1.2v6.1c0 .7-.5 1.2-1.2 1.2H3.2c-.7 0-1.2-.5-1.2-1.2V6.700c0-.7.5-1.200 1.200-1.200z',
  tick: 'M3 8.500l3.300 3.500L13 4.500',
  sun: 'M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1.100 1.100M11.900 11.900L13 13M3 13l1.100-1.100M11.900 4.100L13 3M8 5a3 3 0 100 6 3 3 0 000-6z',
  moon: 'M13.500 9.700A6 6 0 016.300 2.500a6 6 0 107.200 7.200z',
  open: 'M6 3.500L10.500 8 6 12.500',
  up: 'M8 13V3M3.500 7.500L8 3l4.500 4.500',
  link: 'M6.700 9.300a2.700 2.700 0 003.900 0l2.200-2.200a2.700 2.700 0 00-3.900-3.900L8 4.100M9.300 6.700a2.700 2.700 0 00-3.900 0L3.200 8.900a2.700 2.700 0 003.900 3.900l.9-.9',
} as const

export function Glyph({ shape, className }: { shape: keyof typeof shapes; className?: string | undefined }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false" className={className}>
      <path
        d={shapes[shape]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
