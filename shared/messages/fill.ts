// Owns how a message is filled: `{{name}}` is what is given under that name, `{{name|file|files}}` a number of such things.
// The page's bundle takes it too, so it imports nothing.

const places = /\{\{(\w+)(?:\|([^{}|]+)\|([^{}|]+))?\}\}/g

/** A place without a parameter stays visible, so that the defect is seen. */
export function fill(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(places, (place, name: string, one?: string, other?: string) => {
    const given = params[name]
    if (given === undefined) return place
    return one === undefined ? String(given) : `${given} ${Number(given) === 1 ? one : other}`
  })
}

/** What a template wants to be given, by name. */
export function placesOf(template: string): string[] {
  return [...template.matchAll(places)].map(([, name = '']) => name)
}
