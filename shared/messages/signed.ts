// Owns what is said, in English and Japanese, of a file that is no signed release, or not one that can be believed.

export const signedMessages = {
  'signed.none': { en: 'it is not a signed release: {{detail}}', ja: '署名済みリリースではありません: {{detail}}' },
  'signed.no-files': {
    en: 'it lists no files as a release does: {{detail}}',
    ja: 'リリースとしてのファイル一覧がありません: {{detail}}',
  },
  'signed.forged': { en: 'its signature is not genuine', ja: '署名が正しくありません' },
  'signed.other-key': {
    en: 'none of the given keys signed it, but {{keys}}',
    ja: '指定された鍵による署名ではありません。署名者は {{keys}} です',
  },
  'signed.large': { en: 'it is too large for a release', ja: 'リリースとしては大きすぎます' },
  'signed.envelope-json': {
    en: 'the envelope is no JSON object in UTF-8',
    ja: 'エンベロープがUTF-8のJSONオブジェクトではありません',
  },
  'signed.statement-json': {
    en: 'the statement is no JSON object in UTF-8',
    ja: 'ステートメントがUTF-8のJSONオブジェクトではありません',
  },
  'signed.no-envelope': {
    en: 'it is no DSSE envelope with an in-toto statement',
    ja: 'in-totoステートメントを含むDSSEエンベロープではありません',
  },
  'signed.statement-wrong': {
    en: 'it is no release statement: {{detail}}',
    ja: 'リリースのステートメントではありません: {{detail}}',
  },
  'signed.list-missing': { en: 'it has no list of files', ja: 'ファイル一覧がありません' },
  'signed.list-empty': { en: 'its list of files is empty', ja: 'ファイル一覧が空です' },
  'signed.list-broken': { en: 'it is no list of files', ja: 'ファイル一覧ではありません' },
  'signed.list-long': { en: 'it lists more than {{most}} files', ja: 'ファイルの数が上限の{{most}}件を超えています' },
  'signed.long': {
    en: 'its statement comes to {{bytes}} bytes of at most {{most}}: make several components of it',
    ja: 'ステートメントが{{bytes}}バイトあり、上限の{{most}}バイトを超えています。複数の構成要素に分けてください',
  },
  'signed.base64': { en: 'its payload is no text in base64', ja: 'ペイロードがbase64の文字列ではありません' },
  'signed.escape': {
    en: 'its payload is no text in base64, in which there is no escape but \\/',
    ja: 'ペイロードがbase64の文字列ではありません(使えるエスケープは \\/ だけです)',
  },
} as const
