// Owns a shop whose files keep changing: creations, rewrites, deletions, renames and chmods over a few hundred paths of
// every class, chosen by a seed, and the account of what stood where from when to when. Claims nothing about what is seen.
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { systemClock } from '@sekisho/shared/clock.ts'
import { folderOf, isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'
import { type Look, look, placeIn } from './disk-scan.ts'
import type { Random } from './random.ts'

/** One state of one path: it stood from after the change that made it until before the next one began. */
export interface Stood {
  readonly path: PathText
  readonly look: Look
  readonly from: number
  /** Infinity while it stands. */
  until: number
}

const numbered = (count: number, name: (index: number) => string) => Array.from({ length: count }, (_, i) => name(i))

/** Of each class of the plain PHP profile, payment paths among them, and names that are hard to write down. */
const places = [
  'index.php',
  ...numbered(80, index => `lib/mod${index % 8}/class${index}.php`),
  ...numbered(48, index => `vendor/pkg${index % 6}/src/f${index}.php`),
  ...numbered(10, index => `payment/gateway${index}.php`),
  ...numbered(5, index => `cart/step${index}.php`),
  ...numbered(4, index => `config/part${index}.php`),
  ...numbered(60, index => `upload/img${index}.jpg`),
  ...numbered(60, index => `cache/part${index % 4}/t${index}.php`),
  ...numbered(12, index => `logs/day${index}.log`),
  '.htaccess',
  'lib/100%25.php',
  'lib/%FFodd.php',
  'upload/two%0Alines.jpg',
  'upload/写真 1.jpg',
  'upload/%E3%81.php',
] as PathText[]

/** Folders that are renamed and deleted as a whole. */
const folders = [
  ...numbered(8, index => `lib/mod${index}`),
  ...numbered(6, index => `vendor/pkg${index}`),
] as PathText[]
const modes = [0o644, 0o640, 0o600, 0o664, 0o755]

export class ChangingShop {
  readonly root: string
  readonly #random: Random
  readonly #folderShare: number
  /** Everything that ever stood, by its path. */
  readonly #history = new Map<PathText, Stood[]>()
  #contents = 0
  /** Changes made. */
  changes = 0

  /** @param folderShare how many of all changes are of a whole folder */
  constructor(root: string, random: Random, folderShare = 0.01) {
    this.root = root
    this.#random = random
    this.#folderShare = folderShare
    mkdirSync(root, { recursive: true })
    for (const path of places) if (random.next() < 0.7) this.#put(path)
    this.changes = 0
  }

  /** Every state that has stood at any path. */
  stood(): readonly Stood[] {
    return [...this.#history.values()].flat()
  }

  /** Makes one change, of whatever kind the seed says. */
  change(): void {
    if (this.#random.next() >= this.#folderShare) this.#changeFile()
    else if (this.#random.next() < 0.7) this.#renameFolder()
    else this.#removeFolder()
  }

  #changeFile(): void {
    const kind = this.#random.next()
    if (kind < 0.22) this.#create()
    else if (kind < 0.45) this.#rewrite()
    else if (kind < 0.57) this.#exchange()
    else if (kind < 0.7) this.#remove()
    else if (kind < 0.85) this.#rename()
    else this.#chmod()
  }

  #create(): void {
    const free = places.filter(path => !this.#stands(path))
    if (free.length === 0) this.#rewrite()
    else this.#put(this.#random.pick(free))
  }

  /** In place, so that a look may find it half written. */
  #rewrite(): void {
    this.#put(this.#random.pick(this.#standing()))
  }

  #put(path: PathText): void {
    this.#make([path], () => {
      mkdirSync(placeIn(this.root, folderOf(path)), { recursive: true })
      writeFileSync(placeIn(this.root, path), this.#content())
    })
  }

  /** As deployments do: beside it, then renamed over it. */
  #exchange(): void {
    const path = this.#random.pick(this.#standing())
    const beside = placeIn(this.root, joinPath(folderOf(path), `.new-${this.#contents}` as PathText))
    this.#make([path], () => {
      writeFileSync(beside, this.#content())
      renameSync(beside, placeIn(this.root, path))
    })
  }

  #remove(): void {
    const path = this.#random.pick(this.#standing())
    this.#make([path], () => rmSync(placeIn(this.root, path)))
  }

  /** To a path that is free, or over a file. */
  #rename(): void {
    const [from, to] = [this.#random.pick(this.#standing()), this.#random.pick(places)]
    if (from === to) return
    this.#make([from, to], () => {
      mkdirSync(placeIn(this.root, folderOf(to)), { recursive: true })
      renameSync(placeIn(this.root, from), placeIn(this.root, to))
    })
  }

  #chmod(): void {
    const path = this.#random.pick(this.#standing())
    const now = this.#last(path)?.look[0]?.split(' ')[1]
    const mode = this.#random.pick(modes.filter(other => other.toString(8) !== now))
    this.#make([path], () => chmodSync(placeIn(this.root, path), mode))
  }

  /** Away, or back; what lies in it goes with it. */
  #renameFolder(): void {
    const folder = this.#random.pick(folders)
    const away = `${folder}.old` as PathText
    const back = !this.#within(folder).length && this.#within(away).length > 0
    const [from, to] = back ? [away, folder] : [folder, away]
    const moved = this.#within(from)
    if (moved.length === 0) return
    const arriving = moved.map(path => joinPath(to, path.slice(from.length + 1) as PathText))
    this.#make([...moved, ...this.#within(to), ...arriving], () => {
      rmSync(placeIn(this.root, to), { recursive: true, force: true })
      renameSync(placeIn(this.root, from), placeIn(this.root, to))
    })
  }

  #removeFolder(): void {
    const folder = this.#random.pick(folders)
    const inside = this.#within(folder)
    if (inside.length === 0) return
    this.#make(inside, () => rmSync(placeIn(this.root, folder), { recursive: true, force: true }))
  }

  /** Does it, and writes down what stood at the paths before and after. */
  #make(paths: readonly PathText[], act: () => void): void {
    const unique = new Set(paths)
    const before = systemClock.now()
    for (const path of unique) {
      const last = this.#last(path)
      if (last !== undefined) last.until = before
    }
    act()
    const from = systemClock.now()
    for (const path of unique) {
      const history = this.#history.get(path) ?? []
      history.push({ path, look: look(this.root, path), from, until: Number.POSITIVE_INFINITY })
      this.#history.set(path, history)
    }
    this.changes++
  }

  /** Each content is another one; some would be executed wherever they lie, and some are longer than others. */
  #content(): string {
    const number = ++this.#contents
    const tag = this.#random.next() < 0.4 ? '<?php // ' : 'text '
    return `${tag}${number}\n${'x'.repeat(this.#random.between(0, 3000))}`
  }

  #last(path: PathText): Stood | undefined {
    return this.#history.get(path)?.at(-1)
  }

  #stands(path: PathText): boolean {
    const last = this.#last(path)
    return last !== undefined && last.look[0] !== 'absent'
  }

  #standing(): PathText[] {
    return [...this.#history.keys()].filter(path => this.#stands(path))
  }

  #within(folder: PathText): PathText[] {
    return this.#standing().filter(path => path !== folder && isBelow(path, folder))
  }
}
