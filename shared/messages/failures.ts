// Owns how failures are told to people, each with how to mend it, in English and Japanese. `{{detail}}` is the failure's
// own message. Codes without a line here are for logs only.

export const failureMessages = {
  'failure.config-invalid': { en: '{{detail}}', ja: '{{detail}}' },
  'failure.state-locked': {
    en: '{{detail}}. One agent and one collector use a state folder at a time: stop that one, or choose another folder with --state.',
    ja: '状態フォルダーは使用中です({{detail}})。1つの状態フォルダーで動かせるのはエージェントとコレクター各1つです。停止するか、--stateで別のフォルダーを指定してください。',
  },
  'failure.state-inside-root': {
    en: '{{detail}}. It would watch itself, and the web server would serve it: choose another folder with --state.',
    ja: '状態フォルダーが監視対象の中にあります({{detail}})。--stateで別のフォルダーを指定してください。',
  },
  'failure.state-permissions': {
    en: '{{detail}}. The state folder must belong to you, with mode 0700: choose another with --state, or mend its owner.',
    ja: '状態フォルダーを使えません({{detail}})。本人所有・モード0700が必要です。--stateで別のフォルダーを指定するか、所有者を直してください。',
  },
  'failure.key-unusable': { en: 'key file: {{detail}}', ja: '鍵ファイルを使えません: {{detail}}' },
  'failure.enrolment-damaged': {
    en: '{{detail}}. To whom this host reports is not guessed: enrol it anew ("sekisho enroll TOKEN").',
    ja: '登録情報が壊れています({{detail}})。報告先は推測しません。「sekisho enroll TOKEN」で登録し直してください。',
  },
  'failure.schema-newer': {
    en: '{{detail}}. A newer Sekisho wrote it: start that version, or restore a backup.',
    ja: '新しいバージョンのSekishoが書いたデータです({{detail}})。そのバージョンを使うか、バックアップから復元してください。',
  },
  'failure.schema-older': {
    en: '{{detail}}. An older Sekisho wrote it: start the collector of this version on that state folder once, which brings it up to date; a backup, restore it into an empty state folder (--state) first.',
    ja: '古いバージョンのSekishoが書いたデータです({{detail}})。このバージョンのコレクターを一度起動すると更新されます。バックアップなら、先に空の状態フォルダー(--state)に復元してください。',
  },
  'failure.state-occupied': {
    en: '{{detail}}. Restore into an empty state folder (--state), or move that one away first: nothing was touched.',
    ja: '{{detail}}。空の状態フォルダーを--stateで指定するか、先にそのフォルダーを移してください。何も変更していません。',
  },
  'failure.backup-failed': {
    en: 'the backup was not made: {{detail}}. Nothing of it is left, and the collector is as it was.',
    ja: 'バックアップを作成できませんでした: {{detail}}。途中のファイルは残っていません。コレクターもそのままです。',
  },
  'failure.content-key-missing': {
    en: 'a key of contents is missing: {{detail}}. Put the key file back; docs/contents.md says how.',
    ja: '内容の鍵がありません: {{detail}}。鍵ファイルを戻してください(docs/contents.md 参照)。',
  },
  'failure.content-damaged': {
    en: 'the content is damaged, and nothing of it is handed out: {{detail}}',
    ja: '内容が破損しているため取り出しません: {{detail}}',
  },
  'failure.backup-damaged': {
    en: 'this backup cannot be trusted: {{detail}}. Nothing was restored: take another copy of it, or an older one.',
    ja: 'このバックアップは信頼できません: {{detail}}。何も復元していません。別の複製か、より古いものを使ってください。',
  },
  'failure.export-failed': {
    en: 'nothing was exported: {{detail}}. Nothing of it is left, and the collector is as it was.',
    ja: '書き出しできませんでした: {{detail}}。途中のファイルは残っていません。コレクターもそのままです。',
  },
  'failure.link-down': {
    en: '{{detail}}. Check the address, the network and that the collector runs.',
    ja: '接続できません({{detail}})。アドレス、ネットワーク、コレクターの起動を確認してください。',
  },
  'failure.collector-unreachable': {
    en: '{{detail}}. Start it with "sekisho up" or "sekisho collector", or name another with --collector and --token-file.',
    ja: 'コレクターに接続できません({{detail}})。「sekisho up」か「sekisho collector」で起動するか、--collectorと--token-fileで指定してください。',
  },
  'failure.collector-unproven': {
    en: 'the collector did not prove itself: {{detail}}. Nothing was sent. Get a new token from the collector you trust.',
    ja: 'コレクターの本人確認に失敗しました: {{detail}}。何も送信していません。信頼するコレクターで新しいトークンを作ってください。',
  },
  'failure.tls-untrusted': { en: '{{detail}}.', ja: '{{detail}}。' },
  'failure.agent-unproven': {
    en: 'the collector refused this host: {{detail}}. Enrol it with a new token ("sekisho enroll token" at the collector).',
    ja: 'コレクターがこのホストを拒否しました: {{detail}}。コレクターの「sekisho enroll token」で新しいトークンを作り、登録し直してください。',
  },
  'failure.version-unknown': {
    en: 'agent and collector have no protocol version in common: {{detail}}. Upgrade the older of the two.',
    ja: 'エージェントとコレクターに共通のプロトコル版がありません: {{detail}}。古い方を更新してください。',
  },
  'failure.agent-revoked': {
    en: 'this host was revoked at the collector: {{detail}}. Enrol it anew with a new token.',
    ja: 'このホストはコレクターで失効しています: {{detail}}。新しいトークンで登録し直してください。',
  },
  'failure.not-enrolled': {
    en: '{{detail}}. Make a token with "sekisho enroll token" at the collector, then "sekisho enroll TOKEN" here.',
    ja: 'このホストはまだ登録されていません({{detail}})。コレクターで「sekisho enroll token」を実行し、ここで「sekisho enroll TOKEN」を実行してください。',
  },
  'failure.identity-in-use': {
    en: 'another agent uses the same key: {{detail}}. One of the two is a copy: enrol it anew.',
    ja: '同じ鍵を別のエージェントが使用中です: {{detail}}。どちらかは複製です。登録し直してください。',
  },
  'failure.release-refused': { en: 'the release was refused: {{detail}}', ja: 'リリースは拒否されました: {{detail}}' },
  'failure.contents-refused': {
    en: 'no contents were given: {{detail}}',
    ja: '内容は渡していません: {{detail}}',
  },
  'failure.key-refused': { en: 'the key was refused: {{detail}}', ja: 'この鍵は使えません: {{detail}}' },
  'failure.incident-refused': {
    en: 'the incident was left as it is: {{detail}}',
    ja: 'インシデントは変更されません: {{detail}}',
  },
  'failure.token-refused': {
    en: 'the token was refused: {{detail}}. Make a new one with "sekisho token create" at the collector.',
    ja: 'トークンが拒否されました: {{detail}}。コレクターの「sekisho token create」で作り直してください。',
  },
  'failure.request-invalid': { en: 'the request was refused: {{detail}}', ja: '要求は拒否されました: {{detail}}' },
  'failure.name-unknown': { en: 'not known at the collector: {{detail}}', ja: 'コレクターに存在しません: {{detail}}' },
  'failure.path-conflict': {
    en: 'another component has this path: {{detail}}',
    ja: '別の構成要素がこのパスを持っています: {{detail}}',
  },
  'failure.name-taken': { en: 'exists already: {{detail}}', ja: 'すでに存在します: {{detail}}' },
  'failure.file-unreadable': { en: '{{detail}}', ja: '{{detail}}' },
  'failure.folder-taken': {
    en: 'it exists already, and nothing of it was touched: name a folder that does not exist',
    ja: 'すでに存在します。そこには何も書き込んでいません。まだ存在しないフォルダーを指定してください',
  },
  'failure.role-missing': {
    en: 'the token may not do this: {{detail}}',
    ja: 'このトークンには権限がありません: {{detail}}',
  },
  'failure.rate-exceeded': {
    en: 'too many requests: {{detail}}. Wait a minute.',
    ja: '要求が多すぎます: {{detail}}。1分ほど待ってください。',
  },
  'failure.body-slow': {
    en: 'the release came too slowly: {{detail}}',
    ja: 'リリースの送信が遅すぎます: {{detail}}',
  },
  'failure.length-required': {
    en: 'the size of the release was not said beforehand: {{detail}}',
    ja: 'リリースの大きさが事前に示されていません: {{detail}}',
  },
  'failure.payload-too-large': {
    en: 'what was sent is too large: {{detail}}',
    ja: '送信された内容が大きすぎます: {{detail}}',
  },
  'failure.unsupported-media-type': {
    en: 'it was not sent in a form that is taken: {{detail}}',
    ja: '受け付けられない形式で送信されました: {{detail}}',
  },
  'failure.host-offline': {
    en: 'the host is not connected: {{detail}}. Its scheduled walk comes all the same.',
    ja: 'ホストは接続していません: {{detail}}。定期的な走査は行われます。',
  },
  'failure.order-refused': { en: 'the order was refused: {{detail}}', ja: '指示は拒否されました: {{detail}}' },
  'failure.install-failed': {
    en: 'this step failed: {{detail}}. Mend it and run the command again: it goes on.',
    ja: 'この手順に失敗しました: {{detail}}。直してから同じコマンドを実行すれば続きます。',
  },
  'failure.root-missing': {
    en: 'the folder is not there: {{detail}}',
    ja: 'フォルダーがありません: {{detail}}',
  },
} as const
