// Owns a connection that keeps how SQLite finds what it is asked for.
import { Connection, type Value } from '../../collector/store/connection.ts'

export class Explained extends Connection {
  readonly plan: string[] = []

  override one<T>(sql: string, ...values: Value[]): T | undefined {
    this.#explain(sql, values)
    return super.one(sql, ...values)
  }

  override all<T>(sql: string, ...values: Value[]): T[] {
    this.#explain(sql, values)
    return super.all(sql, ...values)
  }

  #explain(sql: string, values: readonly Value[]): void {
    const rows = super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    this.plan.push(...rows.map(({ detail }) => detail))
  }
}
