// Owns the words of what a program keeps on its machine, in English and Japanese: state folders, key files and databases.

export const stateMessages = {
  'state.of-other': { en: 'belongs to user {{uid}}', ja: 'ユーザー{{uid}}の所有です' },
  'state.unusable': { en: 'cannot be used ({{errno}})', ja: '使用できません({{errno}})' },
  'state.bindings-damaged': {
    en: 'is damaged: start the agent, which asks for it anew',
    ja: '壊れています。エージェントを起動すると取得し直します',
  },
  'state.inside': { en: 'lies inside the watched root {{root}}', ja: 'ルート{{root}}の中' },
  'state.agent-runs': { en: 'another agent is running', ja: '別のエージェントが動作中' },
  'state.agent-runs-as': {
    en: 'another agent is running as process {{pid}}',
    ja: '別のエージェントがプロセス{{pid}}で動作中',
  },
  'state.collector-runs': { en: 'another collector is running', ja: '別のコレクターが動作中' },
  'state.collector-runs-as': {
    en: 'another collector is running as process {{pid}}',
    ja: '別のコレクターがプロセス{{pid}}で動作中',
  },
  'state.newer': {
    en: 'its schema is version {{found}}, and this program knows versions up to {{known}}',
    ja: 'スキーマのバージョンは{{found}}、このプログラムが対応するのは{{known}}まで',
  },
  'state.older': {
    en: 'its schema is version {{found}}, and this program reads version {{known}}',
    ja: 'スキーマのバージョンは{{found}}、このプログラムが読み取るのは{{known}}',
  },
  'state.no-database': {
    en: "no collector's database can be read there ({{errno}})",
    ja: 'ここからコレクターのデータベースを読み取れません({{errno}})',
  },
  'state.other-database': { en: "it is no collector's database", ja: 'コレクターのデータベースではありません' },
  'state.no-collector': { en: 'no collector keeps its state here', ja: 'ここにコレクターの状態はありません' },

  'key-file.none': { en: 'there is no such key file', ja: 'この鍵ファイルはありません' },
  'key-file.no-file': { en: 'there is no such file', ja: 'このファイルはありません' },
  'key-file.empty': { en: 'it is empty', ja: '空です' },
  'key-file.damaged': {
    en: 'it is damaged: no Ed25519 private key can be read from it',
    ja: '壊れており、Ed25519の秘密鍵を読み取れません',
  },
  'key-file.unopened': { en: 'it cannot be opened ({{errno}})', ja: '開けません({{errno}})' },
  'key-file.of-other': {
    en: "it belongs to user {{uid}}, and this runs as user {{own}}: run it as that user (sudo -u '#{{uid}}'), or give a file of user {{own}}",
    ja: "ユーザー{{uid}}の所有ですが、ユーザー{{own}}として実行しています。所有者として実行する(sudo -u '#{{uid}}')か、ユーザー{{own}}のファイルを指定してください",
  },
  'key-file.open': {
    en: 'others can use it (mode {{mode}}): chmod 600, or make a new one',
    ja: 'ほかのユーザーも使えます(モード{{mode}})。chmod 600を実行するか、新しく作ってください',
  },

  'content-key.none': { en: 'there is no key', ja: '鍵がありません' },
  'content-key.empty': { en: 'it holds no key', ja: '鍵が1つもありません' },
  'content-key.lost': { en: 'no line of it is key {{id}}', ja: '鍵{{id}}の行がありません' },
  'content-key.lost-needed': {
    en: 'no line of it is key {{ids}}, with which contents are closed',
    ja: '保管中の内容を暗号化した鍵{{ids}}の行がありません',
  },
  'content-key.line': {
    en: 'line {{line}} is no key: 64 hex digits, as of openssl rand -hex 32',
    ja: '{{line}}行目が鍵ではありません。openssl rand -hex 32で作る16進64桁が必要です',
  },
  'content-part.altered': {
    en: 'the part at byte {{from}} is not as it was kept',
    ja: '{{from}}バイト目からの部分が保管時と異なります',
  },
  'content-part.missing': {
    en: 'the part at byte {{from}} is missing',
    ja: '{{from}}バイト目からの部分がありません',
  },
  'content-part.length': {
    en: 'the part at byte {{from}} has another length',
    ja: '{{from}}バイト目からの部分の長さが異なります',
  },
  'content-part.digest': { en: 'its sha256 is {{digest}}', ja: '実際のsha256は{{digest}}です' },
} as const
