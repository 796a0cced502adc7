// Owns a machine on which koffi's compiled part is missing, for processes that are started with this module first.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'koffi') throw new Error('koffi has no compiled part for this machine')
    return next(specifier, context)
  },
})
