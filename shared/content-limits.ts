// Owns how much of a file's content is ever taken, and in which parts. Numbers alone: threads that read files know them, and
// load no schema.

/** Of a larger file the beginning alone is taken, and its digest is then that of nothing that was sent. */
export const maxContentBytes = 20 * 1024 * 1024
/** Of one part, before it is written in base64. */
export const contentPartBytes = 256 * 1024
/** Of a text frame with one: base64 takes four characters for three bytes; the rest of it is a few hundred. */
export const maxContentFrameBytes = Math.ceil(contentPartBytes / 3) * 4 + 4096

/** Of one content; more are counted. */
export const maxAttributes = 32
/** Characters of one value. */
export const maxAttributeValue = 200
/** Of all of them as JSON: what a frame has room for beside its part, also where the collector is older. */
export const maxAttributesBytes = 3000
