// Owns how the collector itself stands on the page: one calm line below the hosts, and behind it its disk and what it keeps.
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { statusQuestion } from '../asks/questions.ts'
import hosts from '../hosts/hosts.module.css'
import { Glyph } from '../words/Glyph.tsx'
import { useSay } from '../words/words.ts'
import classes from './collector.module.css'
import { DiskBar, DiskShown, diskWords } from './DiskShown.tsx'
import { KeepingShown } from './KeepingShown.tsx'

export function CollectorPanel() {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const inside = useId()
  const { data: status } = useQuery(statusQuestion)
  const disk = status?.disk ?? null
  return (
    <div className={classes.panel} data-state={disk?.state}>
      <h2 className={hosts.hostHead}>
        <button
          type="button"
          className={hosts.hostButton}
          aria-expanded={open}
          aria-controls={inside}
          onClick={() => setOpen(!open)}
        >
          <Glyph shape="open" className={hosts.chevron} />
          <span className={hosts.hostName}>{say('page.collector')}</span>
          <span className={classes.left} data-state={disk?.state}>
            {status !== undefined && (disk === null ? say('page.disk-unmeasured') : diskWords(disk, say).left)}
          </span>
          {disk !== null && !open && (
            <span className={classes.line}>
              <DiskBar disk={disk} />
              {disk.state !== 'fine' && (
                <span className={classes.warning} data-state={disk.state}>
                  {diskWords(disk, say).forecast}
                </span>
              )}
            </span>
          )}
        </button>
      </h2>
      <div id={inside} hidden={!open} className={classes.inside}>
        {open && (
          <>
            {disk !== null && <DiskShown disk={disk} />}
            <KeepingShown />
          </>
        )}
      </div>
    </div>
  )
}
