// Owns the rules of fields that a schema words itself, in English and Japanese. shared/rules.ts finds the one that was broken.

export const ruleMessages = {
  'rule.path': { en: 'must be canonical path text', ja: 'パスの正規形でなければなりません' },
  'rule.path-sought': {
    en: 'must be the canonical text of a path below a root or an absolute one, without empty, dot and dot-dot parts',
    ja: 'ルートより下のパスか絶対パスの正規形でなければなりません(空の部分と、ドット1つ・2つだけの部分は不可)',
  },
  'rule.path-below': {
    en: 'must be the canonical path of something below the root',
    ja: 'ルートより下のパス(正規形)でなければなりません',
  },
  'rule.path-relative': {
    en: 'must be a relative path in canonical text',
    ja: '相対パス(正規形)でなければなりません',
  },
  'rule.path-absolute': {
    en: 'must be an absolute path in canonical text',
    ja: '絶対パス(正規形)でなければなりません',
  },
  'rule.prefix': {
    en: 'must be a relative path in canonical text, or empty',
    ja: '相対パス(正規形)か、空でなければなりません',
  },
  'rule.hex64': { en: 'must be 64 lower-case hex digits', ja: '小文字の16進64桁でなければなりません' },
  'rule.token-id': {
    en: 'must be 16 lower-case hex digits, as tokens are listed',
    ja: '小文字の16進16桁(トークン一覧のID)でなければなりません',
  },
  'rule.audit-what': {
    en: 'must be such as release.publish, or release',
    ja: 'release.publishやreleaseのように指定してください',
  },
  'rule.archive-password': {
    en: 'must have 8 to 99 signs of ASCII, spaces included',
    ja: 'ASCII 8~99文字(空白を含む)でなければなりません',
  },
  'rule.name': {
    en: 'at most 100 characters, no control characters, no space at either end',
    ja: '100文字以内で指定してください(制御文字と前後の空白は不可)',
  },
  'rule.word': {
    en: 'at most 200 characters, no control characters',
    ja: '200文字以内で指定してください(制御文字は不可)',
  },
  'rule.person': {
    en: 'must be lower-case letters, digits, and . _ @ + - (at most 100)',
    ja: '小文字の英数字と . _ @ + - を100文字以内で指定してください',
  },
  'rule.password-short': { en: 'at least 12 characters', ja: '12文字以上にしてください' },
  'rule.password-long': { en: 'at most 200 characters', ja: '200文字以内にしてください' },
  'rule.person-change': {
    en: 'name a role, a password, or both',
    ja: '役割かパスワード、または両方を指定してください',
  },
  'rule.component': { en: 'must be the name of a component', ja: '構成要素の名前でなければなりません' },
  'rule.release-name': {
    en: 'letters, digits, and . _ + - only, at most 128',
    ja: '使えるのは英数字と . _ + - だけで、128文字までです',
  },
  'rule.extension': {
    en: 'an extension without its dot, such as twig',
    ja: 'ドットを除いた拡張子を指定してください(例: twig)',
  },
  'rule.one-limit': {
    en: 'name a class, an extension or a largest size: a pattern alone is no limit',
    ja: '種別、拡張子、最大サイズのいずれかを指定してください(パターンだけでは限定になりません)',
  },
  'rule.muted': {
    en: 'name what it covers: a site, a host, a path or an incident',
    ja: '消音の対象(サイト、ホスト、パス、インシデント)を指定してください',
  },
  'rule.muted-sha256': {
    en: 'a sha256 goes with the path that has it',
    ja: 'sha256はその内容を持つパスと併せて指定してください',
  },
  'rule.actor': { en: 'name a user, an exe or a unit', ja: 'user、exe、unitのいずれかを指定してください' },
  'rule.actors': {
    en: 'name actors, or say anyActor, and not both',
    ja: '操作者かanyActorの一方だけを指定してください',
  },
} as const
