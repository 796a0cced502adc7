// Owns the entry of the journal's thread: the journal with compare, which runs inside its transactions. Nothing else.
import { compare } from './compare/compare.ts'
import { serveJournal } from './journal/serve.ts'

serveJournal(compare)
