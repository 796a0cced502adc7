// Owns the words of exposure and of past moments, in English and Japanese.

export const exposureMessages = {
  'exposure.came': {
    en: 'came not before {{from}}, at the latest {{to}}',
    ja: '出現: {{from}} より前ではなく、遅くとも {{to}}',
  },
  'exposure.came-unbounded': {
    en: 'was there at the latest {{to}}; nothing says since when',
    ja: '遅くとも {{to}} には存在(いつからかは不明)',
  },
  'exposure.went': {
    en: 'surely there until {{from}}, gone at the latest {{to}}',
    ja: '{{from}} までは確実に存在し、遅くとも {{to}} には消滅',
  },
  'exposure.went-unseen': { en: 'gone at the latest {{to}}', ja: '遅くとも {{to}} には消滅' },
  'exposure.stands': {
    en: 'still there; surely until {{from}}',
    ja: '現在も存在({{from}} までは確実)',
  },
  'exposure.known': {
    en: 'noticed by {{noticed}}; here {{received}}, flagged {{flagged}}',
    ja: '検知方法: {{noticed}}、受信 {{received}}、要確認の判定 {{flagged}}',
  },
  'exposure.never-flagged': { en: 'never', ja: 'なし' },
  'exposure.claims': {
    en: 'the file system says (and root can forge): changed {{ctime}}, written {{mtime}}',
    ja: 'ファイルシステムの記録(root権限で偽装可能): 属性変更 {{ctime}}、書き込み {{mtime}}',
  },
  'exposure.content': {
    en: 'seen in passing {{at}}: sha256 {{sha256}}, {{size}} bytes',
    ja: '途中で観測 {{at}}: sha256 {{sha256}}、{{size}} バイト',
  },
  'exposure.unsure': {
    en: 'not proven: {{count|time|times}}, such as',
    ja: '証明できない時間帯: {{count}} 件',
  },
  'exposure.cut': {
    en: 'earlier findings of this path are too many to look at: it may have been there before',
    ja: 'このパスの以前の検知は多すぎるため省略(それ以前にも存在した可能性あり)',
  },
  'exposure.not-kept': {
    en: 'not kept before {{at}}: what was at this path until then is not known any more',
    ja: '{{at}} より前は保存期間を過ぎたため、このパスに何があったかは分かりません',
  },
  'past.not-kept': {
    en: 'Not kept before {{at}}: of what stood there then, this shows only what is still known.',
    ja: '{{at}} より前の記録は保存期間を過ぎています。現在も分かるものだけを表示します。',
  },
  'exposure.more': { en: 'and {{count}} times before', ja: 'ほかに以前の {{count}} 回' },
  'exposure.none': {
    en: 'no time can be told',
    ja: '存在した時間は分かりません',
  },
  'exposure.served': {
    en: 'Served: unknown. That a file was there does not say that anybody was given it: compare with the logs of the web server.',
    ja: '配信の有無: 不明。ファイルの存在は、誰かに配信されたことを意味しません。Webサーバーのログと照合してください。',
  },
  'exposure.clock': {
    en: 'Times of the disk are by the clock of each host.',
    ja: 'ディスク上の時刻は、各ホストの時計によります。',
  },
  'episode.present': { en: 'there', ja: '存在' },
  'episode.absent': { en: 'missing', ja: '消失' },
  'episode.unreadable': { en: 'unreadable', ja: '読取不可' },
  'episode.between': { en: 'in passing', ja: '一時的' },
  'episode.other-view': { en: 'seen by another process', ja: '別プロセスから見えた内容' },

  'past.covered': { en: '{{grade}} at that moment', ja: 'その時点の監視: {{grade}}' },
  'past.gap': {
    en: 'something may be missing: in a gap at that moment ({{causes}})',
    ja: '漏れの可能性あり: その時点は監視の空白({{causes}})',
  },
  'past.unknown': {
    en: 'nothing watched at that moment, as far as is known',
    ja: 'その時点で監視していた記録がありません',
  },
  'past.filter': {
    en: '--at takes --site, --host and --path only: verdicts and severities are those of today',
    ja: '--atと併用できるのは--site、--host、--pathだけです(判定と重大度は現在のものです)',
  },
  'change.added': { en: 'added', ja: '追加' },
  'change.changed': { en: 'changed', ja: '変更' },
  'change.removed': { en: 'removed', ja: '削除' },
} as const
