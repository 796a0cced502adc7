// Owns the signs of script in SVG and HTML: elements, handlers, addresses that are script. Decides over text of one byte a
// character; whoever reads in pieces overlaps them by `markupOverlap`. Knows no file.

/** Longer than the longest sign below. */
export const markupOverlap = 256

/** What a person writes between the letters of a scheme and a browser leaves out. */
const gap = '[\\0-\\x20]{0,4}'
const blanks = '[\\0-\\x20]{0,16}'
const spread = (word: string) => [...word].join(gap)

/** One after the other: as one expression of alternatives they take three times as long. */
const signs: readonly RegExp[] = [
  // Elements that run something, or bring another document in; also with a prefix that was bound to the namespace.
  /<(?:[\w-]{1,32}:)?(?:script|handler|listener|i?frame|embed|object|applet)[\s/>]/i,
  // Handlers, wherever an attribute may begin.
  new RegExp(`[\\s"'/]on[a-z]{3,32}${blanks}=`, 'i'),
  // An animation can set a handler or an address.
  new RegExp(`attributeName${blanks}=${blanks}["']?${blanks}(?:on|(?:xlink:)?href)`, 'i'),
  new RegExp(spread('script:'), 'i'),
  new RegExp(`data:${gap}(?:text/(?:html|xml)|image/svg|application/x|text/javascript)`, 'i'),
  // An address that begins with characters written as numbers hides its scheme; so does an entity with markup in it.
  new RegExp(
    `(?:href|src|action|to|from|values)${blanks}=${blanks}["']?[\\0-\\x20a-z]{0,16}&(?:#|colon|tab|newline)`,
    'i',
  ),
  /<!ENTITY[\0-\x20]{1,16}[^>"']{1,64}["'][^"'>]{0,64}(?:<|&#)/i,
  new RegExp(`http-equiv${blanks}=${blanks}["']?refresh`, 'i'),
]

/** Whether a browser that shows this would run, or fetch, something of the author's. */
export function holdsScript(text: string): boolean {
  return signs.some(sign => sign.test(text))
}
