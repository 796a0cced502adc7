// Owns chokidar as somebody would use it alone: a process that prints each path that was added or changed.
import { watch } from 'chokidar'

const [tree = '.'] = process.argv.slice(2)
const watcher = watch(tree, { ignoreInitial: true })
const say = (path: string) => process.stdout.write(`${path}\n`)
watcher.on('add', say).on('change', say)
watcher.on('ready', () => say('ready'))
