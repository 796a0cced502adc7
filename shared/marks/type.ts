// Owns which types of content there are, which of them are passive, and which file name extensions agree with which. Pure,
// and without Node, since pages name types too. How a type is told from bytes is magic.ts's.

export const contentTypes = [
  'empty',
  'text',
  'markup',
  'svg',
  'jpeg',
  'png',
  'gif',
  'webp',
  'avif',
  'heif',
  'bmp',
  'ico',
  'tiff',
  'pdf',
  'mp4',
  'webm',
  'mp3',
  'ogg',
  'flac',
  'wav',
  'font',
  'zip',
  'office',
  'ole',
  'archive',
  'program',
  'unknown',
] as const
export type ContentType = (typeof contentTypes)[number]

/** Extensions by what may lie behind them. Browsers tell pictures apart by themselves, so these stand for one another. */
const pictures: readonly ContentType[] = ['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'bmp', 'ico', 'tiff']
const zipped: readonly ContentType[] = ['zip', 'office']
const films: readonly ContentType[] = ['mp4', 'webm', 'ogg']
const sounds: readonly ContentType[] = ['mp3', 'mp4', 'ogg', 'wav', 'flac', 'webm']
const texts: readonly ContentType[] = ['text']

const agreeing: ReadonlyMap<string, readonly ContentType[]> = new Map(
  (
    [
      ['jpg jpeg jpe jfif png gif webp avif heic heif bmp ico tif tiff apng', pictures],
      ['svg', ['svg']],
      ['pdf', ['pdf']],
      ['mp4 m4v mov webm ogv 3gp', films],
      ['mp3 m4a aac oga ogg wav flac weba', sounds],
      ['zip', zipped],
      ['docx xlsx pptx odt ods odp', zipped],
      // Old formats, which today's programs still write as they like; CSV and HTML behind .xls are common.
      ['doc xls ppt', ['ole', ...zipped, 'text']],
      ['txt csv tsv log md json vtt srt ics', texts],
      ['woff woff2 ttf otf', ['font']],
    ] as const
  ).flatMap(([extensions, types]) => extensions.split(' ').map(extension => [extension, types] as const)),
)

/** Whether the last extension of a name says what the content is; null where the extension is none that is known. */
export function agrees(name: string, type: ContentType): boolean | null {
  const dot = name.lastIndexOf('.')
  // Without an extension, or with nothing but one (`.gitkeep`), a name claims nothing.
  if (dot <= 0 || type === 'empty') return true
  const types = agreeing.get(name.slice(dot + 1).toLowerCase())
  return types === undefined ? null : types.includes(type)
}

/** What an upload rule takes as passive unless it lists its own. */
export const passiveTypes: readonly ContentType[] = [
  'empty',
  'text',
  'svg',
  ...pictures,
  'pdf',
  ...new Set([...films, ...sounds]),
  'font',
  'zip',
  'office',
  'ole',
]

/** What a browser shows or plays, and neither runs nor reads. */
const media: readonly ContentType[] = [...pictures, ...films, ...sounds, 'font']

/**
 * Whether a content can do something: what a server could run, and in code paths what a browser could, which has no marks.
 * @param inCode whether its path is one of code, configuration or payment
 */
export function couldAct(
  { type, found }: { readonly type?: ContentType; readonly found: readonly unknown[] },
  inCode: boolean,
): boolean {
  if (found.length > 0 || type === 'program') return true
  return inCode && type !== undefined && type !== 'empty' && !media.includes(type)
}
