// Owns the words of the dashboard's page of profiles, in English and Japanese.

export const profilePageMessages = {
  'page.profiles': { en: 'Profiles', ja: 'プロファイル' },
  'profiles.not-listed': { en: 'The profiles could not be read', ja: 'プロファイルの一覧を読み込めません' },
  'profiles.counts': {
    en: '{{rules|rule|rules}}, {{payment|payment pattern|payment patterns}}',
    ja: '規則 {{rules}} 件、決済パターン {{payment}} 件',
  },
  'profiles.holds-for': { en: 'Holds for', ja: '適用先' },
  'profiles.no-root': { en: 'no root has it', ja: '適用先なし' },
  'profiles.show-rules': { en: 'Show its rules', ja: '規則を表示' },
  'profiles.hide-rules': { en: 'Hide its rules', ja: '規則を隠す' },
  'profiles.rules': {
    en: 'Rules of {{name}}, the first that fits decides',
    ja: '{{name}} の規則(最初に一致したものが有効)',
  },
  'profiles.payment': { en: 'Payment patterns of {{name}}', ja: '{{name}} の決済パターン' },
  'profiles.otherwise': { en: 'whatever is left', ja: 'その他すべて' },

  'try.title': { en: 'Try paths', ja: 'パスを試す' },
  'try.how': {
    en: 'Which rule decides about each path, and why. Nothing is changed, and the files need not exist.',
    ja: '各パスをどの規則が判定するかとその理由を表示します。何も変更されず、ファイルが存在する必要もありません。',
  },
  'try.by': { en: 'Root or profile', ja: 'ルートまたはプロファイル' },
  'try.roots': { en: 'Roots', ja: 'ルート' },
  'try.profiles': { en: 'Profiles', ja: 'プロファイル' },
  'try.paths': { en: 'Paths', ja: 'パス' },
  'try.paths-how': {
    en: 'One a line, below the root; with the root before it where a root is chosen. At most {{most}}.',
    ja: '1行に1件、ルートからの相対パス(ルート選択時はルートから始まるパスも可)。最大 {{most}} 件。',
  },
  'try.do': { en: 'Try', ja: '試す' },
  'try.refused': { en: 'This could not be tried', ja: '試せませんでした' },
  'try.too-many': {
    en: 'At most {{most}} paths at once; these are {{count}}.',
    ja: '一度に最大 {{most}} 件です(現在 {{count}} 件)。',
  },
  'try.none': { en: 'Write at least one path.', ja: 'パスを1件以上書いてください。' },
  'try.not-below': {
    en: 'Line {{line}} is no path below the root: no empty, "." or ".." part, and not absolute elsewhere.',
    ja: '{{line}} 行目はルート以下のパスではありません(空の要素、「.」「..」、ほかの絶対パスは使えません)。',
  },
  'try.decided': { en: '{{count|path|paths}} decided', ja: '{{count}} 件を判定しました' },
  'try.results': { en: 'What is decided', ja: '判定結果' },
  'try.by-rule': {
    en: 'Rule {{rule}} of {{profile}} decides, the first that fits:',
    ja: '{{profile}} の規則 {{rule}} による(最初に一致):',
  },
  'try.by-default': {
    en: 'No rule of {{profile}} fits, so it needs a permit.',
    ja: '{{profile}} のどの規則にも一致しないため、許可が必要です。',
  },
  'try.payment': { en: 'payment path by', ja: '決済パス:' },
  'try.severity': { en: 'severity {{severity}}', ja: '重大度 {{severity}}' },
  'try.digest': { en: 'digest {{digest}}', ja: 'ダイジェスト {{digest}}' },
  'try.rehash': { en: 'read again every {{rehash}}', ja: '再読み取り {{rehash}} ごと' },
  'try.again': { en: 'code may be written anew', ja: 'コードの書き換え可' },
  'try.compiled': { en: 'code by {{compiled}} alone', ja: 'コードは {{compiled}} の出力のみ' },
  'try.types': { en: 'passive here: {{types}}', ja: 'ここで許可される種類: {{types}}' },
  'try.kept': { en: 'content is taken as evidence', ja: '内容を証拠として取得・保管' },
  'try.not-kept': { en: 'content stays on the host (keep: false)', ja: '内容はホストの外に出ない(keep: false)' },
  'try.executable': {
    en: 'its name can be executed: among uploads and logs that alone is critical',
    ja: '実行可能な名前(アップロード先やログではそれだけで緊急)',
  },
  'try.also': { en: 'later rules that fit as well:', ja: '後に続く一致規則:' },
} as const
