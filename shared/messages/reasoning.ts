// Owns the words in which the command line tells the reasoning about one path, in both languages.

export const reasoningMessages = {
  'explained.pruned': {
    en: 'Earlier findings that went when their time was over: {{count}}. By them it was first observed {{first}}, and last {{last}}.',
    ja: '保存期間を過ぎて削除した以前の検知: {{count}}件(最初の観測 {{first}}、最後の観測 {{last}})。',
  },
  'explained.unbound': {
    en: 'Its root {{root}} belongs to no site, so nothing can permit anything: sekisho root bind.',
    ja: 'ルート{{root}}はサイトに未割当のため、何も許可されません(sekisho root bind)。',
  },
  'explained.waits': {
    en: 'Paths of its root wait to be judged again: the verdict may still change.',
    ja: 'このルートには再判定待ちのパスがあり、判定が変わることがあります。',
  },
  'explained.place': {
    en: 'It is rule {{rule}} of {{profile}}, the first that fits.{{also}}',
    ja: '{{profile}}の{{rule}}番目の規則で、最初に一致したものです。{{also}}',
  },
  'explained.also': { en: ' Later ones fit as well: {{patterns}}', ja: '後に続く一致規則: {{patterns}}' },
  'explained.payment': {
    en: 'It is a payment path by {{pattern}}: whatever is unauthorised there weighs more, and changes ask for a second person.',
    ja: '{{pattern}}により決済パスです。未許可の重大度が上がり、変更には2人目の確認が要ります。',
  },
  'explained.severity-payment': {
    en: 'Severity {{severity}}, because it is a payment path: {{reason}}.',
    ja: '重大度: {{severity}}(決済パスのため。{{reason}})',
  },
  'explained.severity-rule': {
    en: 'Severity {{severity}}, because the rule says so: {{reason}}.',
    ja: '重大度: {{severity}}(規則の指定。{{reason}})',
  },
  'explained.severity-table': {
    en: 'Severity {{severity}}, as the verdict table has it for {{class}}: {{reason}}.',
    ja: '重大度: {{severity}}(種別{{class}}の判定表による。{{reason}})',
  },

  'considered.none': { en: 'No permit names this path.', ja: 'このパスを挙げる許可はありません。' },
  'considered.covers': { en: 'Permit: {{name}}, with this very content.', ja: '許可: {{name}}(内容も一致)' },
  'considered.spare': {
    en: 'Not needed: {{name}} has this very content too, and something else goes before it.',
    ja: '不要: {{name}}も同じ内容ですが、優先される許可が別にあります。',
  },
  'considered.nothing-there': {
    en: 'Names it: {{name}}. Nothing stands there.',
    ja: '記載あり: {{name}}。現在は何もありません。',
  },
  'considered.other-type': {
    en: 'Does not cover it: {{name}} names something of another type there ({{type}}).',
    ja: '対象外: {{name}}に記載されているのは別の種類({{type}})です。',
  },
  'considered.no-sha256': {
    en: 'Does not cover it: {{name}}, since no sha256 was taken of what stands there.',
    ja: '対象外: {{name}}。現在の内容のsha256が取得されていません。',
  },
  'considered.other-content': {
    en: 'Does not cover it: {{name}} names another content: sha256 {{sha256}}',
    ja: '対象外: {{name}}に記載の内容は異なります: sha256 {{sha256}}',
  },
  'considered.malicious': {
    en: 'Permits nothing: {{name}}, since its content is marked as malicious: sha256 {{sha256}}',
    ja: '無効: {{name}}の内容は悪性と登録されています: sha256 {{sha256}}',
  },
  'considered.not-adopted': {
    en: 'Does not cover it: {{name}} has this very content, but an adoption covers nothing that runs where nothing should, or changes what runs. Approve it by itself.',
    ja: '対象外: {{name}}は同じ内容ですが、現状承認は実行可能ファイルや実行方法を変える設定を対象にしません。個別に承認してください。',
  },
  'considered.held': {
    en: 'Permits nothing yet: {{name}} is held until somebody else has confirmed it: sha256 {{sha256}}',
    ja: 'まだ無効: {{name}}は保留中で、別の人の確認が必要です: sha256 {{sha256}}',
  },
  'considered.revoked': {
    en: 'Permits nothing any more: {{name}} was revoked.',
    ja: '無効: {{name}}は失効しています。',
  },
  'considered.expired': {
    en: 'Permits nothing any more: {{name}} has expired.',
    ja: '無効: {{name}}は期限切れです。',
  },
  'considered.waiting': {
    en: 'Permits nothing yet: {{name}} waits for a second person: sha256 {{sha256}}',
    ja: 'まだ無効: {{name}}は2人目の確認待ちです: sha256 {{sha256}}',
  },
  'considered.withdrawn': {
    en: 'Permits nothing any more: {{name}} was withdrawn.',
    ja: '無効: {{name}}は取り消されています。',
  },
  'considered.ended': {
    en: 'Permits nothing any more: {{name}} has this very content, and another release took its place.',
    ja: '無効: {{name}}は同じ内容ですが、別のリリースに置き換えられています。',
  },
  'considered.stale': {
    en: 'Permits nothing any more: {{name}} had this very content, and it has been here since. Known code that should be gone.',
    ja: '無効: {{name}}の内容がそのまま残っています。削除されるべき既知のコードです。',
  },
  'considered.came-after': {
    en: 'Permits nothing any more: {{name}} had this very content, but it came here after that release was replaced.',
    ja: '無効: {{name}}は同じ内容ですが、置き換え後に現れたものです。',
  },
  'considered.moved-on': {
    en: 'Does not cover it any more: {{name}} still overlaps, but this path has shown the version that replaced it.',
    ja: '対象外: {{name}}は移行期間中ですが、このパスは新しい版に移行済みです。',
  },
  'considered.outranked': {
    en: 'Permits nothing here: {{name}} is weak, and a better release of another component names this path.',
    ja: '無効: {{name}}は弱いリリースで、別の構成要素のより確かなリリースがこのパスを記載しています。',
  },
  'considered.not-judged-yet': {
    en: 'Has this very content: {{name}}. The verdict does not rest on it: the path waits to be judged again, or something else speaks against it.',
    ja: '内容は一致: {{name}}。判定の根拠ではありません(再判定待ち、または別の理由があります)。',
  },
  'considered.by': { en: '  {{state}} {{at}}, {{by}}', ja: '  {{state}} {{at}}、{{by}}' },
  'considered.said': { en: ': {{reason}}', ja: ': {{reason}}' },
  'considered.more': {
    en: '{{count|more permit names|more permits name}} it.',
    ja: 'ほかに{{count}}件の許可が記載しています。',
  },
  'state.current': { en: 'current since', ja: '現行' },
  'state.overlap': { en: 'overlapping until', ja: '移行期間の終わり' },
  'state.held': { en: 'published', ja: '公開' },
  'state.ended': { en: 'replaced', ja: '置換' },
  'state.revoked': { en: 'revoked', ja: '失効' },
  'state.expired': { en: 'expired', ja: '期限切れ' },
  'state.in-force': { en: 'in force since', ja: '有効' },
  'state.waiting': { en: 'asked for', ja: '申請' },
  'state.withdrawn': { en: 'withdrawn', ja: '取消' },

  'change.judged': {
    en: '{{at}} judged again: {{from}} → {{to}}',
    ja: '{{at}} 再判定: {{from}} → {{to}}',
  },
  'change.verdict': { en: '{{verdict}} ({{reasons}})', ja: '{{verdict}}({{reasons}})' },
  'change.because': { en: 'in between, {{at}}: {{what}}', ja: 'その間の変更 {{at}}: {{what}}' },
  'change.by': { en: '{{what}}, by {{who}}', ja: '{{what}}({{who}})' },
  'change.release.publish': { en: 'release {{about}} was published', ja: 'リリース{{about}}の公開' },
  'change.release.confirm': { en: 'release {{about}} was confirmed', ja: 'リリース{{about}}の確認' },
  'change.release.activate': { en: 'release {{about}} was made current', ja: 'リリース{{about}}の有効化' },
  'change.release.revoke': { en: 'release {{about}} was revoked', ja: 'リリース{{about}}の失効' },
  'change.release.expire': { en: 'release {{about}} expired', ja: 'リリース{{about}}の期限切れ' },
  'change.release.overlap-end': {
    en: 'the overlap of release {{about}} ended',
    ja: 'リリース{{about}}の移行期間の終わり',
  },
  'change.component.subscribe': {
    en: 'component {{about}} was given to the site',
    ja: '構成要素{{about}}のサイトへの追加',
  },
  'change.component.unsubscribe': {
    en: 'component {{about}} was taken from the site',
    ja: '構成要素{{about}}のサイトからの除外',
  },
  'change.approval.add': { en: '{{about}} was asked for', ja: '承認の申請({{about}})' },
  'change.approval.confirm': { en: '{{about}} was confirmed', ja: '承認の確認({{about}})' },
  'change.approval.end': { en: 'the time of {{about}} was over', ja: '承認の期限切れ({{about}})' },
  'change.approval.withdraw': { en: '{{about}} was withdrawn', ja: '承認の取消({{about}})' },
  'change.malicious.add': { en: 'content {{about}} was marked as malicious', ja: '内容{{about}}の悪性登録' },
  'change.malicious.withdraw': {
    en: 'the mark of content {{about}} as malicious was taken back',
    ja: '内容{{about}}の悪性登録の取り消し',
  },
  'change.window.open': { en: 'deployment window {{about}} was announced', ja: 'デプロイ時間帯{{about}}の届出' },
  'change.window.close': { en: 'deployment window {{about}} was closed', ja: 'デプロイ時間帯{{about}}の終了' },
  'change.window.end': {
    en: 'the grace time of deployment window {{about}} was over',
    ja: 'デプロイ時間帯{{about}}の猶予の終わり',
  },
  'change.root.bind': { en: 'the root was bound, with profile {{about}}', ja: 'ルートの割り当て({{about}})' },
  'change.profiles.changed': { en: 'profile {{about}} was changed', ja: 'プロファイル{{about}}の変更' },

  'explained.coverage': {
    en: 'Could anything have been missed here between {{from}} and {{to}}? {{missed}} Watched last: {{grade}}.',
    ja: '{{from}}~{{to}}の見落とし: {{missed}}直近の監視: {{grade}}。',
  },
  'explained.no-coverage': { en: 'Nothing is known of how it is watched.', ja: '監視の状況は不明です。' },
  'explained.no-grade': { en: 'in a gap, or not known', ja: '空白または不明' },
  'explained.gap': { en: '  gap: {{cause}}, {{from}} – {{to}}', ja: '  空白: {{cause}}、{{from}}~{{to}}' },
  'explained.gap-open': { en: '  gap: {{cause}}, open since {{from}}', ja: '  空白: {{cause}}、{{from}}から継続中' },
} as const
