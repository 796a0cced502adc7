// Owns the words in which the collector refuses what it is asked, in English and Japanese: what is not there, what is there
// already, and what may not be so. What the API itself refuses at its door is api.ts's.

export const refusalMessages = {
  'problem.no-component': {
    en: 'there is no component {{name}} (all of them: sekisho component list)',
    ja: '構成要素{{name}}はありません(一覧: sekisho component list)',
  },
  'problem.no-release': {
    en: 'there is no release {{id}} (all of them: sekisho release list)',
    ja: 'リリース{{id}}はありません(一覧: sekisho release list)',
  },
  'problem.no-profile': {
    en: 'there is no profile {{name}} (all of them: sekisho profile list)',
    ja: 'プロファイル{{name}}はありません(一覧: sekisho profile list)',
  },
  'problem.no-person': {
    en: 'there is no person {{name}} (all of them: sekisho user list)',
    ja: '担当者{{name}}はいません(一覧: sekisho user list)',
  },
  'problem.no-incident': {
    en: 'there is no incident {{id}} (all of them: sekisho incidents)',
    ja: 'インシデント{{id}}はありません(一覧: sekisho incidents)',
  },
  'problem.no-finding': {
    en: 'there is no finding {{id}} (all of them: sekisho findings)',
    ja: '検知{{id}}はありません(一覧: sekisho findings)',
  },
  'problem.no-approval': {
    en: 'there is no approval {{id}} (all of them: sekisho approval list)',
    ja: '承認{{id}}はありません(一覧: sekisho approval list)',
  },
  'problem.no-mute': {
    en: 'there is no mute {{id}} (all of them: sekisho mute list)',
    ja: '消音{{id}}はありません(一覧: sekisho mute list)',
  },
  'problem.no-window': {
    en: 'there is no window {{id}} (all of them: sekisho window list)',
    ja: 'デプロイ時間帯{{id}}はありません(一覧: sekisho window list)',
  },
  'problem.no-key': {
    en: 'no such key is trusted here (all of them: sekisho key list)',
    ja: 'この鍵はここで信頼されていません(一覧: sekisho key list)',
  },
  'problem.not-marked': { en: 'this content is not marked', ja: 'この内容は悪性に指定されていません' },
  'problem.not-subscribed': {
    en: 'the site {{site}} does not have {{component}}',
    ja: 'サイト{{site}}は構成要素{{component}}を利用していません',
  },
  'problem.no-root-of-path': {
    en: 'of the roots that were asked for none holds this path (all of them: sekisho hosts)',
    ja: '対象のルートに、このパスを含むものはありません(一覧: sekisho hosts)',
  },
  'problem.no-root-of-component': {
    en: 'there is no such root in a site that has {{component}}',
    ja: '構成要素{{component}}を利用するサイトに、このルートはありません',
  },
  'problem.no-root-of-site': {
    en: '{{host}} has no such root in the site {{site}}: bind it by `sekisho root bind`',
    ja: 'ホスト{{host}}に、サイト{{site}}に割り当てられたこのルートはありません。「sekisho root bind」で割り当ててください',
  },
  'problem.other-component': {
    en: 'it is no release of {{component}}',
    ja: '構成要素{{component}}のリリースではありません',
  },

  'problem.site-taken': { en: 'a site {{name}} exists already', ja: 'サイト{{name}}はすでにあります' },
  'problem.person-taken': { en: 'there is a person {{name}} already', ja: '担当者{{name}}はすでにいます' },
  'problem.marked-already': { en: 'this content is marked already', ja: 'この内容はすでに悪性に指定されています' },
  'problem.path-taken': {
    en: "in site {{site}} this path is {{component}}'s already: make the release without it (`sekisho release create … --exclude PATTERN`), or take {{component}} from the site (`{{command}}`)",
    ja: 'サイト{{site}}では、このパスはすでに構成要素{{component}}のものです。このパスを除いてリリースを作り直すか(`sekisho release create … --exclude PATTERN`)、サイトでの{{component}}の利用をやめてください(`{{command}}`)',
  },
  'problem.path-taken-weak': {
    en: "in site {{site}} this path is {{component}}'s already: a weak release leaves it out (`sekisho release create … --exclude PATTERN`)",
    ja: 'サイト{{site}}では、このパスはすでに構成要素{{component}}のものです。弱いリリースからは除いてください(`sekisho release create … --exclude PATTERN`)',
  },

  'problem.roots-many': { en: 'a host has at most {{most}} roots', ja: 'ホストのルートは{{most}}件までです' },
  'problem.cursor': {
    en: 'the cursor is not one that a listing gave',
    ja: 'このカーソルは一覧から得たものではありません',
  },
  'problem.ends-first': { en: 'it must begin before it ends', ja: '開始は終了より前にしてください' },
  'problem.ends-first-past': {
    en: 'it must begin before it ends, and before now',
    ja: '開始は終了より前、かつ現在より前にしてください',
  },
  'problem.to-come': { en: 'this moment has not come yet', ja: 'この時刻はまだ来ていません' },
  'problem.tries-many': {
    en: 'too many tries at this name: wait some minutes',
    ja: 'この名前での試行が多すぎます。数分待ってください',
  },
} as const
