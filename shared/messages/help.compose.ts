// Owns the words of `sekisho site compose` alone: its help, and what it says of what it does; in both languages.

export const composeHelpMessages = {
  'compose.next': {
    en: 'To give the site all that is recognised and contradicts nothing: {{command}}',
    ja: '認識された構成要素のうち矛盾のないものをすべて追加するには: {{command}}',
  },
  'compose.given': {
    en: 'The site {{site}} has {{component}} now.',
    ja: 'サイト{{site}}に{{component}}を追加しました。',
  },
  'compose.held-back': {
    en: '{{component}} was not given: it conflicts with {{other}} at {{path}}. Choose by --subscribe.',
    ja: '{{component}}は追加していません。{{path}}で{{other}}と衝突します。--subscribeで選んでください。',
  },
  'compose.not-proposed': {
    en: 'it is not recognised there; what is: {{known}}',
    ja: 'そこでは認識されていません。認識されたもの: {{known}}',
  },
  'compose.none-proposed': {
    en: 'it is not recognised there, nor is anything else that the site has not. sekisho release list names what is published',
    ja: 'そこでは認識されていません。ほかに追加できるものも認識されていません。公開済みの構成要素: sekisho release list',
  },

  'command.site.compose': {
    en: 'Recognise what a host holds: which published components and versions, which conflict, and what none of them explains, the most suspicious first. Changes nothing unless told.',
    ja: 'ホストにあるものを認識します。公開済みの構成要素とその版、衝突、どれにも含まれない残り(不審なものから順)を示します。指定がなければ何も変更しません。',
  },
  'option.compose-root': {
    en: 'one of the roots that the site has on the host (else all of them)',
    ja: 'そのホストにあるサイトのルートの1つ(省略時はすべて)',
  },
  'option.compose-subscribe': {
    en: 'give the site these of the recognised components',
    ja: '認識された構成要素のうち、指定したものをサイトに追加',
  },
  'option.compose-apply': {
    en: 'give the site every recognised component that conflicts with nothing',
    ja: '衝突のない認識された構成要素をすべてサイトに追加',
  },
} as const
