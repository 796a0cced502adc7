// Owns the words of incidents, in English and Japanese: states, kinds, and the sentence that says what happened.

export const incidentMessages = {
  'incident-state.open': { en: 'open', ja: '未対応' },
  'incident-state.acknowledged': { en: 'acknowledged', ja: '対応中' },
  'incident-state.contained': { en: 'contained', ja: '封じ込め済み' },
  'incident-state.closed': { en: 'closed', ja: '終了' },

  'incident-outcome.malicious': { en: 'malicious', ja: '攻撃' },
  'incident-outcome.authorised': { en: 'authorised after the fact', ja: '事後に許可' },
  'incident-outcome.false-alarm': { en: 'false alarm', ja: '誤検知' },
  'incident-outcome.test': { en: 'test', ja: 'テスト' },

  'incident-kind.census': { en: 'first census', ja: '初回の全数調査' },
  'incident-kind.planted': { en: 'planted file', ja: '仕込まれたファイル' },
  'incident-kind.view': { en: 'seen otherwise', ja: '見え方の相違' },
  'incident-kind.plugin': { en: 'plugin', ja: 'プラグイン' },
  'incident-kind.template': { en: 'template', ja: 'テンプレート' },
  'incident-kind.deployment': { en: 'unreleased deployment', ja: 'リリースのない配備' },
  'incident-kind.payment': { en: 'payment files', ja: '決済ファイル' },
  'incident-kind.change': { en: 'change', ja: '変更' },
  'incident-kind.card-dump': { en: 'probable card dump', ja: 'カード情報流出の疑い' },

  'standing.there': { en: 'it is still there', ja: '現在も残っています' },
  'standing.gone': { en: 'it is gone again', ja: '現在は存在しません' },
  'standing.other': { en: 'something else stands there now', ja: '現在は別の内容です' },
  'standing.permitted': { en: 'a permit covers it now', ja: '現在は許可されています' },

  // {{where}} is one of place.*, {{of}} a site or a host; {{who}} stands in the lines that end in -by.
  'told.added-by': {
    en: 'At {{time}} {{who}} wrote {{file}} into {{where}} of {{of}}',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}に {{file}} を書き込みました',
  },
  'told.added': {
    en: 'At {{time}} {{file}} appeared in {{where}} of {{of}}',
    ja: '{{time}}、{{of}} の{{where}}に {{file}} が現れました',
  },
  'told.changed-by': {
    en: 'At {{time}} {{who}} changed {{file}} in {{where}} of {{of}}',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}の {{file}} を変更しました',
  },
  'told.changed': {
    en: 'At {{time}} {{file}} in {{where}} of {{of}} was changed',
    ja: '{{time}}、{{of}} の{{where}}の {{file}} が変更されました',
  },
  'told.removed-by': {
    en: 'At {{time}} {{who}} removed {{file}} from {{where}} of {{of}}',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}から {{file}} を削除しました',
  },
  'told.removed': {
    en: 'At {{time}} {{file}} was removed from {{where}} of {{of}}',
    ja: '{{time}}、{{of}} の{{where}}から {{file}} が削除されました',
  },
  'told.metadata-by': {
    en: 'At {{time}} {{who}} changed mode or owner of {{file}} in {{where}} of {{of}}',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}の {{file}} の権限または所有者を変更しました',
  },
  'told.metadata': {
    en: 'At {{time}} mode or owner of {{file}} in {{where}} of {{of}} were changed',
    ja: '{{time}}、{{of}} の{{where}}の {{file}} の権限または所有者が変更されました',
  },
  'told.rewritten-by': {
    en: 'At {{time}} {{who}} wrote to {{file}} in {{where}} of {{of}} and left the same content',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}の {{file}} に書き込みました(内容は同一)',
  },
  'told.rewritten': {
    en: 'At {{time}} {{file}} in {{where}} of {{of}} was written to and has the same content',
    ja: '{{time}}、{{of}} の{{where}}の {{file}} に書き込みがありました(内容は同一)',
  },
  'told.transient-by': {
    en: 'At {{time}} {{who}} wrote {{file}} into {{where}} of {{of}}, and it was gone before it could be read',
    ja: '{{time}}、{{who}} が {{of}} の{{where}}に {{file}} を書き込み、読み取る前に消えました',
  },
  'told.transient': {
    en: 'At {{time}} {{file}} appeared in {{where}} of {{of}}, and was gone before it could be read',
    ja: '{{time}}、{{of}} の{{where}}に {{file}} が現れ、読み取る前に消えました',
  },
  'told.unreadable': {
    en: 'At {{time}} {{file}} in {{where}} of {{of}} could not be read',
    ja: '{{time}}、{{of}} の{{where}}の {{file}} を読み取れませんでした',
  },
  'told.unstable': {
    en: 'At {{time}} {{file}} in {{where}} of {{of}} kept changing while it was read',
    ja: '{{time}}、{{of}} の{{where}}の {{file}} は読み取り中に変化し続けました',
  },
  'told.other-view': {
    en: 'At {{time}} a web server or PHP saw something else at {{file}} in {{where}} of {{of}} than is watched',
    ja: '{{time}}、WebサーバーまたはPHPから見える {{of}} の{{where}}の {{file}} が、監視対象と異なっていました',
  },
  'told.found': {
    en: 'The first census found {{file}} in {{where}} of {{of}}',
    ja: '初回の全数調査で、{{of}} の{{where}}に {{file}} が見つかりました',
  },
  'told.census': {
    en: 'The first census of {{of}} found {{count|file|files}} without a permit',
    ja: '{{of}} の初回の全数調査で、許可のないファイルが {{count}} 件見つかりました',
  },
  'told.deployment-by': {
    en: 'From {{time}} to {{until}} {{who}} made {{count|change|changes}} in {{files|file|files}} of {{of}}',
    ja: '{{time}}から{{until}}まで、{{who}} が {{of}} の {{files}} 個のファイルに {{count}} 件の変更を行いました',
  },
  'told.deployment': {
    en: 'From {{time}} to {{until}} {{count|change was|changes were}} made in {{files|file|files}} of {{of}}',
    ja: '{{time}}から{{until}}まで、{{of}} の {{files}} 個のファイルに {{count}} 件の変更がありました',
  },
  'told.plugin': {
    en: 'From {{time}} to {{until}} the pages of {{of}} itself ({{who}}) wrote {{files|file|files}} of the plugin {{plugin}}',
    ja: '{{time}}から{{until}}まで、{{of}} 自身のページ({{who}})がプラグイン {{plugin}} のファイル {{files}} 個を書き込みました',
  },
  'told.template': {
    en: 'From {{time}} to {{until}} the pages of {{of}} itself ({{who}}) changed {{files|file|files}} of templates, such as {{file}}',
    ja: '{{time}}から{{until}}まで、{{of}} 自身のページ({{who}})が {{file}} などテンプレート {{files}} 個を変更しました',
  },

  'place.code': { en: 'the code', ja: 'コード' },
  'place.config': { en: 'the configuration', ja: '設定' },
  'place.upload': { en: 'the upload folder', ja: 'アップロード先' },
  'place.generated': { en: 'the generated files', ja: '自動生成ファイル' },
  'place.log': { en: 'the logs', ja: 'ログ' },
  'place.payment': { en: 'the payment files', ja: '決済ファイル' },

  'clause.cards': {
    en: 'it holds {{count|card number|card numbers}}: probable card dump',
    ja: 'カード番号を {{count}} 件含みます(カード情報流出の疑い)',
  },
  'clause.executable': { en: 'it is executable', ja: '実行可能です' },
  'clause.directive': { en: 'it changes what the server runs', ja: 'サーバーの実行設定を変更します' },
  'clause.active': { en: 'it holds script', ja: 'スクリプトを含みます' },
  'clause.generated': {
    en: 'it is not what the shop generated there',
    ja: 'ショップが生成したコードではありません',
  },
  'clause.unknown': { en: 'no release holds it', ja: 'どのリリースにも含まれません' },
  'clause.unknown-all': { en: 'no release holds them', ja: 'どのリリースにも含まれません' },
  'clause.differs': { en: 'it is not as released', ja: 'リリースと異なります' },
  'clause.missing': { en: 'a release names it', ja: 'リリースに記載されています' },
  'clause.unbound': { en: 'its folder is bound to no site', ja: 'フォルダーがサイトに未割当です' },
  'clause.again': { en: 'it came {{count}} times', ja: '{{count}} 回現れました' },
  'clause.more': {
    en: '{{count|more file belongs|more files belong}} to it',
    ja: 'ほかに {{count}} 個のファイルが関係しています',
  },
  'clause.settled': { en: 'permits cover all of it now', ja: '現在はすべて許可されています' },

  'incident.leads-not': {
    en: 'incident {{id}} is {{state}}: that does not lead to {{to}}',
    ja: 'インシデント{{id}}は「{{state}}」のため、「{{to}}」にはできません',
  },
  'incident.aware-to-come': {
    en: 'the moment of awareness lies in the future',
    ja: '「知った時点」が未来の時刻です',
  },
  'incident.split-some': {
    en: 'name some of the files of incident {{id}}, and not all',
    ja: 'インシデント{{id}}のファイルの一部だけを指定してください(すべては指定できません)',
  },
  'incident.merge-itself': {
    en: 'incident {{id}} cannot be merged with itself',
    ja: 'インシデント{{id}}をそれ自身とは統合できません',
  },
  'incident.counts': {
    en: '{{findings|finding|findings}} ({{open}} open) in {{files|file|files}}; {{hosts}}',
    ja: '検知 {{findings}} 件(未解決 {{open}} 件)、ファイル {{files}} 個、{{hosts}}',
  },
  'incident.detected': { en: 'detected {{at}}', ja: '検知: {{at}}' },
  'incident.opened': { en: 'first opened {{at}} by {{by}}', ja: '最初の閲覧: {{at}}({{by}})' },
  'incident.aware': {
    en: 'moment of awareness {{at}}, declared by {{by}}',
    ja: '知った時点: {{at}}(宣言者: {{by}})',
  },
  'incident.aware-undeclared': { en: 'no moment of awareness declared', ja: '知った時点: 未宣言' },
  'incident.beside': {
    en: 'kept apart from incident {{id}}, whose changes must not hide it',
    ja: 'インシデント {{id}} の変更に紛れないよう、別に扱っています',
  },
  'incident.elsewhere': {
    en: 'the same content is in incidents of {{count}} other customers',
    ja: '同じ内容が、ほかの顧客 {{count}} 社のインシデントにもあります',
  },
  'incident.is': { en: 'incident {{id}} is {{state}}', ja: 'インシデント {{id}} を「{{state}}」にしました' },
  'incident.aware-declared': {
    en: 'incident {{id}}: the moment of awareness is {{at}}',
    ja: 'インシデント {{id}} の知った時点を {{at}} と宣言しました',
  },
  'incident.split': {
    en: 'incident {{into}} holds what was taken out of {{id}}',
    ja: 'インシデント {{id}} から分けたものは {{into}} です',
  },
  'incident.merged': {
    en: 'incident {{id}} holds {{from}} too now',
    ja: 'インシデント {{from}} を {{id}} に統合しました',
  },

  'notify.none': {
    en: 'No channel is configured: nobody is told of incidents. See "notify" in config/collector.example.yaml.',
    ja: 'チャンネルが設定されていないため、誰にも通知されません。config/collector.example.yamlの「notify」を参照してください。',
  },
  'notify.channel': {
    en: '{{channel}}  {{kind}}  waiting {{waiting}} ({{held}} for the limit of {{most}}/minute)  given up {{failed}}  last taken {{last}}  last error {{error}}',
    ja: '{{channel}}  {{kind}}  送信待ち {{waiting}}(うち毎分 {{most}} 通の上限によるもの {{held}})  断念 {{failed}}  最後の受信 {{last}}  最後のエラー {{error}}',
  },
  'notify.taken': { en: '{{channel}}: taken', ja: '{{channel}}: 送信しました' },
  'notify.not-taken': { en: '{{channel}}: not taken: {{error}}', ja: '{{channel}}: 送信できません: {{error}}' },

  'why.again': { en: 'the same content came back at this path', ja: '同じ内容が同じパスに再び現れた' },
  'why.content': { en: 'the same content lies elsewhere too', ja: '同じ内容がほかの場所にもある' },
  'why.path': { en: 'the same actor changed this path within a day', ja: '同じ操作者が1日以内にこのパスを変更した' },
  'why.census': { en: 'the first census of this host', ja: 'このホストの初回の全数調査' },
  'why.actor': { en: 'the same chain of processes, within 10 minutes', ja: '同じプロセス系列による10分以内の変更' },
  'why.time': {
    en: 'the same root, within 10 minutes, by an unknown actor',
    ja: '同じルートで10分以内の変更(操作者不明)',
  },
  'why.grave': {
    en: 'planted, or critical and by an unknown actor, in the same root within 10 minutes',
    ja: '同じルートで10分以内の、仕込まれたファイルまたは操作者不明の緊急の変更',
  },
  'why.alone': { en: 'it shares nothing with another finding', ja: 'ほかの検知との共通点なし' },
  'why.counted': { en: '{{why}} ({{count|finding|findings}})', ja: '{{why}}(検知 {{count}} 件)' },
} as const
