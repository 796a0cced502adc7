// Who asks, and the form in which long listings are answered: what every door of the API's side shares. Types only.

/** Who asks for a change, for the audit trail. */
export interface By {
  readonly customer: number
  readonly who: string
  readonly from: string
  readonly at: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}
