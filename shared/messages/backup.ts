// Owns the words of backups and of what is put back from one, in English and Japanese.

export const backupMessages = {
  'progress.backup': { en: 'Copying pages', ja: 'ページを複製中' },
  'progress.restore': { en: 'Checking bytes', ja: 'バイトを検証中' },
  'backup.made': { en: 'Backup made: {{folder}}', ja: 'バックアップを作成しました: {{folder}}' },
  'backup.facts': {
    en: '  {{hosts|host|hosts}}, {{findings|finding|findings}}, {{batches}} signed batches in {{chains|chain|chains}}',
    ja: '  ホスト {{hosts}} 台、検知 {{findings}} 件、署名付きバッチ {{batches}} 個(連鎖 {{chains}} 本)',
  },
  'backup.whose': {
    en: '  as of {{at}}, of collector {{collector}}, schema {{schema}}',
    ja: '  {{at}} 時点、コレクター {{collector}}、スキーマ {{schema}}',
  },
  'backup.key-sealed': {
    en: "The collector's key is in it, under the passphrase. Keep the passphrase elsewhere: without it every host must be enrolled anew.",
    ja: 'コレクターの鍵はパスフレーズで暗号化して含めました。パスフレーズは別の場所に保管してください。失うと全ホストの再登録が必要です。',
  },
  'backup.key-open': {
    en: "The collector's key lies open in it: whoever has this backup can pass for this collector.",
    ja: 'コレクターの鍵は暗号化せずに含めました。このバックアップを持つ者は、このコレクターになりすませます。',
  },
  'backup.key-apart': {
    en: "The collector's key is not in it: keep collector/collector.key of the state folder elsewhere. Without it every host must be enrolled anew.",
    ja: 'コレクターの鍵は含めていません。状態フォルダーのcollector/collector.keyを別の場所に保管してください。失うと全ホストの再登録が必要です。',
  },
  'backup.not-in-it': {
    en: 'Not in it: config, certificates, profiles of your own, and secrets of alarm channels.',
    ja: '含まれないもの: 設定ファイル、証明書、独自のプロファイル、通知先の秘密情報。',
  },
  'backup.choose-key': {
    en: 'say how the key of the collector is kept, by one of --passphrase-file FILE (in the backup, under a passphrase), --key-apart (not in the backup) or --key-open (in the backup, as it is)',
    ja: 'コレクターの鍵の扱いを1つ指定してください: --passphrase-file FILE(パスフレーズで暗号化して含める)、--key-apart(含めない)、--key-open(そのまま含める)',
  },
  'backup.unsigned': {
    en: 'the collector that it names has not signed it so',
    ja: '記載されたコレクターの正しい署名がありません',
  },
  'backup.other-files': { en: 'it names the files {{names}}', ja: '記載されたファイルが違います: {{names}}' },
  'backup.newer': {
    en: 'it has format {{found}}, and this program knows {{known}}',
    ja: '形式は{{found}}、このプログラムが対応するのは{{known}}まで',
  },
  'backup.no-manifest': { en: 'it is no manifest ({{detail}})', ja: 'マニフェストではありません({{detail}})' },
  'backup.no-json': { en: 'it is no JSON', ja: 'JSONではありません' },
  'backup.large': { en: 'it has {{bytes}} bytes', ja: '大きすぎます({{bytes}}バイト)' },
  'backup.other-size': {
    en: 'it has {{bytes}} bytes, and had {{before}}',
    ja: '{{bytes}}バイトあり、作成時の{{before}}バイトと異なります',
  },
  'backup.other-content': {
    en: 'its content is another than was written (sha256)',
    ja: '内容が作成時と異なります(sha256)',
  },
  'backup.other-schema': {
    en: 'its schema is version {{found}}, and the manifest says {{said}}',
    ja: 'スキーマのバージョンは{{found}}ですが、マニフェストでは{{said}}です',
  },
  'backup.other-heads': {
    en: 'the last batches of the database are others',
    ja: 'データベースの末尾のバッチが異なります',
  },
  'backup.other-key': {
    en: 'it is the key of {{found}}, and the backup is that of {{collector}}',
    ja: '{{found}}の鍵ですが、バックアップは{{collector}}のものです',
  },
  'backup.without-key': {
    en: 'this backup was made without the key: name its file (--key)',
    ja: 'このバックアップに鍵は含まれていません。鍵ファイルを指定してください(--key)',
  },
  'backup.needs-passphrase': {
    en: 'the key of this backup lies under a passphrase: name its file (--passphrase-file)',
    ja: 'このバックアップの鍵はパスフレーズで暗号化されています。パスフレーズのファイルを指定してください(--passphrase-file)',
  },
  'backup.passphrase-short': {
    en: 'a passphrase has at least {{least}} characters',
    ja: 'パスフレーズは{{least}}文字以上にしてください',
  },
  'backup.passphrase-wrong': {
    en: 'the passphrase does not open the key of this backup',
    ja: 'このパスフレーズではバックアップの鍵を開けません',
  },
  'backup.no-sealed-key': {
    en: 'it is no key under a passphrase',
    ja: 'パスフレーズで暗号化された鍵ではありません',
  },
  'backup.no-key-read': {
    en: 'no Ed25519 private key can be read from it',
    ja: 'Ed25519の秘密鍵を読み取れません',
  },
  'backup.running': { en: 'a collector is running here', ja: 'コレクターが動作中' },
  'backup.occupied': {
    en: 'a collector keeps its state here already',
    ja: 'ここにはすでにコレクターの状態があります',
  },
  'backup.occupied-meanwhile': {
    en: 'a collector began to keep its state here',
    ja: '復元中に、コレクターがここに状態を置きました',
  },
  'restore.whole': {
    en: 'Whole: every file of this backup is as it was written, and its database is sound.',
    ja: '問題なし: バックアップの全ファイルは作成時のままで、データベースも正常です。',
  },
  'restore.done': { en: 'Restored into {{state}}.', ja: '{{state}} に復元しました。' },
  'restore.once': {
    en: 'Only one collector may run with this key: stop the one that it was taken from, and start this one where agents find it.',
    ja: 'この鍵で動かせるコレクターは1つだけです。元のコレクターを停止し、エージェントから届くアドレスで起動してください。',
  },
  'restore.later': {
    en: 'What was decided after that moment is gone. What was revoked since counts again (hosts, keys, people, tokens, permits): revoke it anew before agents connect.',
    ja: 'その時点より後の決定は失われています。後で失効させたもの(ホスト、鍵、利用者、トークン、許可)は再び有効です。エージェントの接続前に失効し直してください。',
  },
  'restore.agents': {
    en: 'Agents notice by themselves: each declares a gap (collector-restored) and sends a census. Hosts that were enrolled since are enrolled anew.',
    ja: 'エージェントは自動で気付き、監視の空白(collector-restored)を申告して全数調査を送ります。後で登録したホストは再登録が必要です。',
  },
} as const
