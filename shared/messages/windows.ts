// Owns the words of deployment windows on the command line, their help included, in both languages.

export const windowMessages = {
  'permit.window': { en: 'deployment window', ja: 'デプロイ時間帯' },

  'window.planned': { en: 'planned', ja: '予定' },
  'window.open': { en: 'open', ja: '実施中' },
  'window.grace': { en: 'closed, in grace', ja: '終了(猶予中)' },
  'window.ended': { en: 'ended', ja: '完了' },
  'window.or': { en: 'or', ja: 'または' },
  'window.any-actor': { en: 'whoever it is (weaker)', ja: '操作者を問わない(弱い指定)' },
  'window.announced': { en: 'announced by {{by}} at {{at}}', ja: '届出 {{by}}({{at}})' },
  'window.closed': { en: 'closed by {{by}} at {{at}}', ja: '終了 {{by}}({{at}})' },
  'window.covers': {
    en: 'findings that rest on it alone: {{count}}. What no release holds at {{until}} is unauthorised then.',
    ja: 'この時間帯だけを根拠とする検知: {{count}}件。{{until}}の時点でリリースに含まれないものは未許可になります。',
  },
  'window.did': {
    en: 'findings that it made expected: {{expected}}; that rested on it alone when it ended: {{uncovered}}',
    ja: '想定内とした検知: {{expected}}件、終了時にこの時間帯だけを根拠としていた検知: {{uncovered}}件',
  },
  'window.whose': {
    en: "say whose changes are expected: --actor 'user=deploy' (again for each), or --any-actor, which is weaker; not both",
    ja: "対象の操作者を指定してください: --actor 'user=deploy'(複数可)または--any-actor(弱い指定)。両方は指定できません",
  },
  'window.ended-already': { en: 'it has ended already', ja: 'すでに終了しています' },
  'window.begins-far': {
    en: 'it may begin at most an hour ago, and at most 90 days from now',
    ja: '開始は1時間前から90日後までの範囲で指定してください',
  },
  'window.many': {
    en: 'the site has {{most}} windows that have not ended: close some first',
    ja: 'このサイトの終了していないデプロイ時間帯は上限の{{most}}件です。先に一部を終了してください',
  },
  'usage.actor': {
    en: 'Allowed: user=NAME, exe=/PATH and unit=NAME, each at most once, with commas between.',
    ja: '使える値: user=名前、exe=/パス、unit=名前(各1回まで、コンマ区切り)。',
  },

  'explained.window-covers': {
    en: 'Window {{id}} of {{by}} covers it. At {{until}} it is unauthorised unless a release holds it.',
    ja: 'デプロイ時間帯{{id}}({{by}})の対象です。{{until}}までにリリースに含まれなければ未許可になります。',
  },
  'explained.window-not': {
    en: 'Window {{id}} of {{by}} ({{from}} – {{until}}) does not cover it: {{why}}.',
    ja: 'デプロイ時間帯{{id}}({{by}}、{{from}}~{{until}})の対象外です: {{why}}。',
  },
  'window-not.time-unknown': { en: 'nobody knows when it was done', ja: '行われた時刻が不明' },
  'window-not.before': { en: 'it was done before', ja: '開始前の変更' },
  'window-not.after': { en: 'it was done after', ja: '終了後の変更' },
  'window-not.actor-unknown': { en: 'nobody knows who did it', ja: '操作者が不明' },
  'window-not.web-server': {
    en: 'who did it is the web server, or runs under the same user',
    ja: '操作者がWebサーバー、または同じユーザーで動作',
  },
  'window-not.web-user-unknown': {
    en: 'the agent cannot tell whether who did it shares the user of the web server',
    ja: 'Webサーバーと同じユーザーかどうかをエージェントが判定できない',
  },
  'window-not.other-actor': { en: 'somebody else did it than it names', ja: '指定と異なる操作者' },
  'window-not.never': {
    en: 'no window covers payment files, what changes execution, executables where nothing runs, or what cannot be known; or something else permits it',
    ja: '決済ファイル、実行方法を変える設定、アップロード先の実行可能ファイル、内容が確認できないものは対象になりません(または別の許可があります)',
  },

  'command.window': {
    en: 'Deployment windows: times in which changes by certain actors are expected.',
    ja: 'デプロイ時間帯(特定の操作者による変更を想定内とする時間)を扱います。',
  },
  'command.window.open': {
    en: 'Announce a deployment, now or to come. What its actors change is expected, until a release holds it or the grace time is over.',
    ja: 'デプロイを届け出ます(現在または予定)。操作者の変更は、リリースに含まれるか猶予が終わるまで想定内になります。',
  },
  'command.window.close': {
    en: 'Close one before its time, or take a planned one back.',
    ja: '予定より早く終了します(予定の取り消しも可)。',
  },
  'command.window.list': { en: 'List windows, the newest first.', ja: 'デプロイ時間帯を新しい順に表示します。' },
  'argument.window': { en: 'number of a window', ja: 'デプロイ時間帯の番号' },
  'option.window-for': { en: 'how long it is open, such as 30m (at most a day)', ja: '長さ(例: 30m、最長1日)' },
  'option.window-from': {
    en: 'when it begins (now unless told): a time with its zone, or an age up to 1h',
    ja: '開始時刻(省略時は現在): タイムゾーン付きの時刻、または1hまでの経過時間',
  },
  'option.window-grace': {
    en: 'how long after its end a release may come (30m unless told), or 0',
    ja: '終了後にリリースを待つ時間(省略時30m)、または0',
  },
  'option.window-actor': {
    en: 'whose changes: user=NAME, exe=/PATH, unit=NAME, all that is named (again for others)',
    ja: '対象の操作者: user=名前、exe=/パス、unit=名前(すべて一致、複数指定可)',
  },
  'option.window-any-actor': {
    en: 'whoever it is, also unknown or the web server: weaker',
    ja: '操作者を問わない(不明・Webサーバーを含む、弱い指定)',
  },
  'option.window-state': {
    en: 'only those that are planned, open, in grace, or ended',
    ja: '状態で絞り込み(planned、open、grace、ended)',
  },
  'option.in-window': { en: 'only what rests on this deployment window', ja: 'このデプロイ時間帯だけを根拠とするもの' },
} as const
