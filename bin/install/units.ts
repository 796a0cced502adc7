// Owns the text of the systemd units: what each program may do on the machine, what it may take, and how it ends. Pure.
// Directives are those of systemd 252 (Debian 12) and later: systemd.exec(5), systemd.service(5), systemd.resource-control(5).
import type { Program } from '@sekisho/shared/state.ts'

export interface UnitPlace {
  /** Absolute, as systemd will find them. */
  readonly node: string
  readonly entry: string
  readonly config: string
  readonly user: string
  /** Lets the agent read what other users' processes see, and with it their memory. */
  readonly seesProcesses: boolean
}

/** The name of the unit's user, and of its folders below /var/lib and /var/cache. */
export function nameOfService(program: Program): string {
  return `sekisho-${program}`
}

export function unitText(program: Program, place: UnitPlace): string {
  const own = program === 'agent' ? agentLines(place) : collectorLines()
  const sections = [
    ['[Unit]', ...own.unit, 'After=network-online.target', 'Wants=network-online.target', 'StartLimitIntervalSec=0'],
    ['[Service]', ...serviceLines(program, place), ...own.service, ...commonLines],
    ['[Install]', 'WantedBy=multi-user.target'],
  ]
  const head = '# Written by "sekisho install"; the next one replaces it. Changes of your own belong into a drop-in:'
  const edit = `#   systemctl edit ${nameOfService(program)}`
  return `${head}\n${edit}\n\n${sections.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function serviceLines(program: Program, { node, entry, config, user }: UnitPlace): readonly string[] {
  const name = nameOfService(program)
  return [
    'Type=notify',
    'NotifyAccess=main',
    `ExecStart=${[node, entry, program, '--config', config].map(quoted).join(' ')}`,
    `User=${user}`,
    `StateDirectory=${name}`,
    'StateDirectoryMode=0700',
    `CacheDirectory=${name}`,
    'CacheDirectoryMode=0700',
    `Environment=NODE_COMPILE_CACHE=%C/${name}`,
    '',
    '# A program whose threads no longer answer is ended and started anew; so is one that the kernel ended for its memory.',
    'WatchdogSec=60',
    'Restart=always',
    'RestartSec=5',
    'TimeoutStartSec=300',
    'TimeoutStopSec=15',
    'KillMode=mixed',
    'UMask=0077',
  ]
}

/** Both words that systemd splits a command line into and the specifiers in them: systemd.service(5), COMMAND LINES. */
function quoted(word: string): string {
  const escaped = word
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replace(/["\\]/g, sign => `\\${sign}`)
  return /^[\w./%$@:+-]+$/.test(word) ? escaped : `"${escaped}"`
}

function agentLines({ seesProcesses }: UnitPlace) {
  const capabilities = ['CAP_DAC_READ_SEARCH', 'CAP_SYS_ADMIN', ...(seesProcesses ? ['CAP_SYS_PTRACE'] : [])].join(' ')
  return {
    unit: ['Description=Sekisho agent: watches document roots', 'Documentation=file:/etc/sekisho'],
    service: [
      '',
      '# To read every file of the roots, and fanotify; no privilege else, and none that it could gain.',
      `CapabilityBoundingSet=${capabilities}`,
      `AmbientCapabilities=${capabilities}`,
      '',
      '# The shop goes first: on the processor, at the disk, and when memory runs out.',
      'Nice=5',
      'CPUWeight=50',
      'IOSchedulingClass=best-effort',
      'IOSchedulingPriority=6',
      'IOWeight=50',
      'MemoryMax=1G',
      'OOMScoreAdjust=500',
      'LimitNOFILE=65536',
      'TasksMax=128',
      '',
      '# It writes nothing but its state. Roots may lie in /home.',
      'ProtectHome=read-only',
      'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
      'SystemCallFilter=@system-service fanotify_init fanotify_mark open_by_handle_at',
      'SystemCallFilter=~process_vm_readv process_vm_writev',
    ],
  }
}

function collectorLines() {
  return {
    unit: ['Description=Sekisho collector: judges what agents report', 'Documentation=file:/etc/sekisho'],
    service: [
      '',
      'CapabilityBoundingSet=',
      'AmbientCapabilities=',
      'MemoryMax=2G',
      'LimitNOFILE=65536',
      'TasksMax=128',
      '',
      'ProtectHome=yes',
      'PrivateTmp=yes',
      'PrivateUsers=yes',
      'ProtectProc=invisible',
      'ProcSubset=pid',
      'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
      'SystemCallFilter=@system-service',
      'SystemCallFilter=~@privileged process_vm_readv process_vm_writev',
    ],
  }
}

/** MemoryDenyWriteExecute is missing: V8 compiles JavaScript into memory that it then runs. */
const commonLines = [
  '# A call that is not among them fails, rather than ending the program: a newer Node may try one and go on without.',
  'SystemCallErrorNumber=EPERM',
  'SystemCallArchitectures=native',
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'PrivateDevices=yes',
  'DevicePolicy=closed',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'LockPersonality=yes',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'RemoveIPC=yes',
]
