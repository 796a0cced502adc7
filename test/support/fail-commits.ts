// Owns a database whose commits fail, as on a disk that gives errors, for tests of what follows from that.
import { DatabaseSync } from 'node:sqlite'

/** Makes each commit fail that adds to a table, as late as can be: in COMMIT itself. The answer mends it. */
export function failCommits(file: string, table: string): () => void {
  const run = (sql: string) => {
    const database = new DatabaseSync(file, { timeout: 5000 })
    database.exec(sql)
    database.close()
  }
  run(`
    CREATE TABLE nobody (id INTEGER PRIMARY KEY);
    CREATE TABLE orphan (parent INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER orphaned AFTER INSERT ON ${table} BEGIN INSERT INTO orphan VALUES (1); END`)
  return () => run('DROP TRIGGER orphaned')
}
