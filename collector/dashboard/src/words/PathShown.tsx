// Owns how foreign text stands on the page: isolated from its surroundings, left to right, with every sign that is not
// shown as itself visibly marked. All names, paths and commands from hosts go through here.
import { memo, useMemo } from 'react'
import type { Piece } from './pieces.ts'
import { cutMiddle, pathPieces, splitEnd, textPieces } from './pieces.ts'
import classes from './words.module.css'

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  // Keyed by place: pieces never move, and their text is no key, as it repeats.
  return pieces.map((piece, place) =>
    piece.sign ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above.
      <span key={place} className={classes.sign}>
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  )
}

/** A path, whole; it may wrap anywhere. */
export const PathShown = memo(function PathShown({ path }: { path: string }) {
  return (
    <bdi dir="ltr" className={classes.path} translate="no">
      <Pieces pieces={pathPieces(path)} />
    </bdi>
  )
})

// So long that ordinary paths are whole, so short that the longest costs no more to lay out.
const folderHead = 90
const folderTail = 50
const nameHead = 70
/** Characters at a name's end that always stand: its extensions say what a server does with it. */
const nameTail = 12

/** A path on one line: the folder gives way first, and both ends of the name stay. */
export const PathLine = memo(function PathLine({ path, quiet = false }: { path: string; quiet?: boolean }) {
  const slash = path.lastIndexOf('/') + 1
  const folder = useMemo(() => cutMiddle(pathPieces(path.slice(0, slash)), folderHead, folderTail), [path, slash])
  const [start, end] = useMemo(() => {
    const [start, end] = splitEnd(pathPieces(path.slice(slash)), nameTail)
    return [cutMiddle(start, nameHead, 0), end]
  }, [path, slash])
  return (
    <bdi dir="ltr" className={classes.pathLine} data-quiet={quiet || undefined} translate="no">
      {folder.length > 0 && (
        <span className={classes.folder}>
          <Pieces pieces={folder} />
        </span>
      )}
      <span className={classes.name}>
        <span className={classes.nameStart}>
          <Pieces pieces={start} />
        </span>
        {end.length > 0 && (
          <span className={classes.nameEnd}>
            <Pieces pieces={end} />
          </span>
        )}
      </span>
    </bdi>
  )
})

/** Any other text that a host chose, such as a command line or a host's name. */
export const Foreign = memo(function Foreign({ text }: { text: string }) {
  return (
    <bdi dir="ltr" className={classes.foreign} translate="no">
      <Pieces pieces={textPieces(text)} />
    </bdi>
  )
})
