// Owns the text of results: Markdown, readable in a terminal and pasted into docs/benchmarks.md as it is.

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Sentences below it. */
  readonly notes?: readonly string[]
}

export function markdownOf({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map(row => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  return [`### ${title}`, '', line(columns), rule, ...rows.map(line), '', ...notes.map(note => `${note}\n`)].join('\n')
}
