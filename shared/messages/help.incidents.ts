// Owns the help of `sekisho incidents` and `sekisho notify`, in English and Japanese.

export const incidentHelpMessages = {
  'command.incidents': {
    en: 'Incidents: findings that belong together, as one thing to work on.',
    ja: 'インシデント(ひとまとまりの検知)を扱います。',
  },
  'command.incidents.list': {
    en: 'List incidents that are not closed, the newest first.',
    ja: '終了していないインシデントを新しい順に表示します。',
  },
  'command.incidents.show': {
    en: 'Show one with its history and every file: what stands there now, and why it belongs here.',
    ja: '1件について、履歴と全ファイル(現状と、ここに含まれる理由)を表示します。',
  },
  'command.incidents.acknowledge': { en: 'Say that somebody works on it.', ja: '対応中にします。' },
  'command.incidents.contain': { en: 'Say that it can go no further.', ja: '封じ込め済みにします。' },
  'command.incidents.close': { en: 'Close it, and say what it was.', ja: '結果を記して終了します。' },
  'command.incidents.aware': {
    en: 'Declare when the owner knew of it: legal deadlines run from then.',
    ja: '「知った時点」を宣言します。法定の期限はここから起算されます。',
  },
  'command.incidents.split': {
    en: 'Take files out into an incident of their own; grouping leaves it so.',
    ja: '指定したファイルを別のインシデントに分けます。以後、自動では戻りません。',
  },
  'command.incidents.merge': {
    en: 'Take other incidents into this one; grouping leaves it so.',
    ja: 'ほかのインシデントをこれに統合します。以後、自動では分かれません。',
  },
  'argument.incident': { en: 'number of the incident', ja: 'インシデントの番号' },
  'argument.incidents': { en: 'numbers of incidents', ja: 'インシデントの番号' },
  'argument.incident-files': {
    en: 'numbers of files, as "incidents show" tells them',
    ja: '「incidents show」に出るファイルの番号',
  },
  'option.incident-state': {
    en: 'only incidents in this state, or all (else those that are not closed)',
    ja: 'この状態のインシデントのみ。allはすべて(省略時は終了以外)',
  },
  'option.note': { en: 'why, for the audit trail', ja: '監査証跡に残す説明' },
  'option.outcome': {
    en: 'what it was: malicious, authorised, false-alarm or test',
    ja: '結果: malicious(攻撃)、authorised(事後に許可)、false-alarm(誤検知)、test(テスト)',
  },
  'option.aware-at': {
    en: 'when: an age such as 2h, a date (UTC) or a time with its zone',
    ja: '時点。2hのような経過時間、日付(UTC)、または時差付きの時刻',
  },
  'command.notify': { en: 'The channels of alarms.', ja: '警報のチャンネルを扱います。' },
  'command.notify.list': {
    en: 'List the channels: what waits, what was given up, and what each last said.',
    ja: 'チャンネルごとに、送信待ち・断念・最後の応答を表示します。',
  },
  'command.notify.test': {
    en: 'Send a test by every channel, or by one; exit with 1 when one did not take it.',
    ja: '試験通知を送ります。届かないチャンネルがあれば終了コード1です。',
  },
  'option.channel': { en: 'only this channel', ja: 'このチャンネルのみ' },
} as const
