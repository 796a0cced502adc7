// Owns the example's attack: what the shop of 2021 suffered, made harmless. It drops an inert PHP file among the uploads and
// changes the payment module; neither does anything when run. Only ever touches the demo shop.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '@sekisho/shared/clock.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { stateFolder } from '@sekisho/shared/state.ts'
import { openTerminal } from '../terminal.ts'
import { demoShopFolder } from './shop.ts'

const dropped = 'upload/save_image/cache_5f3a.php'
const payment = 'payment/PaymentModule.php'

/** Ends before it does anything, and there is nothing after the end. With the time: every run is another content. */
const inertFile = (at: number) => `<?php
/* Sekisho demo ${at}: looks like what attackers leave among uploads, and does nothing. */
exit;
`

const terminal = openTerminal(process.env)
const { values } = parseArgs({ options: { state: { type: 'string' } } })
const shop = demoShopFolder(stateFolder(values.state, process.env))
if (existsSync(join(shop, payment))) {
  const at = systemClock.now()
  writeFileSync(join(shop, dropped), inertFile(at))
  appendFileSync(join(shop, payment), `// Sekisho demo ${at}: an inert change\n`)
  terminal.tell('demo.attacked', { shop, dropped, payment })
} else {
  terminal.warn(terminal.say('demo.no-shop', { shop }))
  process.exitCode = exitCodes.failed
}
